// CRC-32C (Castagnoli; reflected polynomial 0x82F63B78), by the instructions of SSE4.2 and PCLMULQDQ.
#ifndef CGBDT_CRC32C_H
#define CGBDT_CRC32C_H

#include <stdint.h>

/// Whether this processor has the instructions that `cgbdt_crc32c_extend` is made of.
int32_t cgbdt_crc32c_is_supported(void);

/// The checksum of what `crc` is the checksum of (0: nothing) followed by `count` bytes; no alignment
/// is needed. Only where `cgbdt_crc32c_is_supported`.
uint32_t cgbdt_crc32c_extend(uint32_t crc, const uint8_t *bytes, int64_t count);

#endif
