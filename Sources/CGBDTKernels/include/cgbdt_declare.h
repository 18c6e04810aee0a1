// How a header announces a kernel that has variants: all four names of cgbdt_variants.h.
#ifndef CGBDT_DECLARE_H
#define CGBDT_DECLARE_H

#define CGBDT_DECLARE_VARIANTS(RESULT, NAME, PARAMETERS) \
  RESULT NAME PARAMETERS;                                \
  RESULT NAME##_scalar PARAMETERS;                       \
  RESULT NAME##_avx2 PARAMETERS;                         \
  RESULT NAME##_avx512 PARAMETERS

#endif
