#include "cgbdt_sphere.h"

#include "math_angles.h"

#define RADIANS_PER_DEGREE 0x1.1df46a2529d39p-6
#define DEGREES_PER_RADIAN 0x1.ca5dc1a63c1f8p+5
#define EARTH_DIAMETER_KM (2 * 6371.0088)

CGBDT_INLINE double haversine_one(
    double latitude1, double longitude1, double latitude2, double longitude2) {
  double half_height = cgbdt_sin_one((latitude2 - latitude1) * (RADIANS_PER_DEGREE / 2));
  double half_width = cgbdt_sin_one((longitude2 - longitude1) * (RADIANS_PER_DEGREE / 2));
  double narrowing = cgbdt_cos_one(latitude1 * RADIANS_PER_DEGREE)
      * cgbdt_cos_one(latitude2 * RADIANS_PER_DEGREE);
  double square = half_height * half_height + narrowing * (half_width * half_width);
  // Rounding can carry antipodes past 1.
  square = square > 1 ? 1 : square;
  return EARTH_DIAMETER_KM * cgbdt_asin_one(__builtin_sqrt(square));
}

CGBDT_INLINE double bearing_one(
    double latitude1, double longitude1, double latitude2, double longitude2) {
  double phi1 = latitude1 * RADIANS_PER_DEGREE, phi2 = latitude2 * RADIANS_PER_DEGREE;
  double turn = (longitude2 - longitude1) * RADIANS_PER_DEGREE;
  double east = cgbdt_sin_one(turn) * cgbdt_cos_one(phi2);
  double north = cgbdt_cos_one(phi1) * cgbdt_sin_one(phi2)
      - cgbdt_sin_one(phi1) * cgbdt_cos_one(phi2) * cgbdt_cos_one(turn);
  double degrees = cgbdt_atan2_one(east, north) * DEGREES_PER_RADIAN;
  degrees = degrees < 0 ? degrees + 360 : degrees;
  return degrees >= 360 ? 0 : degrees;
}

#define SPHERE(FUNCTION)                                                                      \
  CGBDT_INLINE void FUNCTION##_body(                                                          \
      const double *restrict latitude1, const double *restrict longitude1,                    \
      const double *restrict latitude2, const double *restrict longitude2, int64_t count,     \
      double *restrict out) {                                                                 \
    for (int64_t i = 0; i < count; i++)                                                       \
      out[i] = FUNCTION##_one(latitude1[i], longitude1[i], latitude2[i], longitude2[i]);      \
  }                                                                                           \
  CGBDT_VARIANTS(void, cgbdt_sphere_##FUNCTION,                                               \
                 (const double *latitude1, const double *longitude1, const double *latitude2, \
                  const double *longitude2, int64_t count, double *out),                      \
                 (latitude1, longitude1, latitude2, longitude2, count, out), FUNCTION##_body)

SPHERE(haversine)
SPHERE(bearing)
