// The body is compiled once for each width of code.
#include "cgbdt_predict.h"

#include <stdbool.h>
#include <stddef.h>

#include "cgbdt_variants.h"

// Expands its arguments, names made from the width among them, before they reach CGBDT_VARIANTS.
#define VARIANTS(...) CGBDT_VARIANTS(__VA_ARGS__)
#define JOIN_EXPANDED(a, b) a##_##b
#define JOIN(a, b) JOIN_EXPANDED(a, b)

// Rows, or stretches of one row's trees, that run side by side.
enum { LANES = 8 };

#define WORD uint16_t
#define WIDTH u16
#include "predict_body.h"
#undef WORD
#undef WIDTH

#define WORD uint32_t
#define WIDTH u32
#include "predict_body.h"
