internal import CGBDTKernels

/// The instruction sets that a kernel is compiled for. All of them give equal bits.
///
/// Callers leave the choice to the kernel, which takes the best one that the processor has; tests
/// walk `supported`.
package enum KernelVariant: Int32, Sendable, CaseIterable {
  case scalar
  case avx2
  case avx512

  /// The variants that this processor can run.
  package static var supported: [KernelVariant] {
    allCases.filter { $0.rawValue <= cgbdt_simd_level_supported() }
  }

  /// The variant in use: the best supported one, unless `GBDT_SIMD` asks for less.
  package static var current: KernelVariant {
    KernelVariant(rawValue: cgbdt_simd_level()) ?? .scalar
  }
}
