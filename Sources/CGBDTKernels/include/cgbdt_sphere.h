// Distances and directions between places on the Earth, taken as a sphere.
//
// All arrays have `count` elements and do not overlap; no alignment is needed. Latitudes and longitudes
// are in degrees. NaN in gives NaN out. Fixed sequences of the functions of cgbdt_math.h: equal bits
// everywhere.
#ifndef CGBDT_SPHERE_H
#define CGBDT_SPHERE_H

#include <stdint.h>

#include "cgbdt_declare.h"

/// Great-circle distance in kilometres by the haversine formula, on a sphere of 6371.0088 km (the mean
/// radius of the Earth, IUGG).
CGBDT_DECLARE_VARIANTS(
    void, cgbdt_sphere_haversine,
    (const double *latitude1, const double *longitude1, const double *latitude2,
     const double *longitude2, int64_t count, double *out));

/// Direction in which the great circle from the first place to the second sets out, in degrees from
/// north over east, 0 <= out < 360; 0 if the places are one.
CGBDT_DECLARE_VARIANTS(
    void, cgbdt_sphere_bearing,
    (const double *latitude1, const double *longitude1, const double *latitude2,
     const double *longitude2, int64_t count, double *out));

#endif
