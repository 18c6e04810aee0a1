internal import CGBDTKernels

/// Functions of one number whose results have equal bits on every machine, thread count and
/// instruction set; a C library's differ. Recipes, objectives, links and metrics use no others.
///
/// Error bounds, special values and costs are stated in `cgbdt_math.h`: below 1 ulp; NaN for NaN;
/// `log` gives NaN for zero and less, `sin` and `cos` for magnitudes above 2^29, `asin` outside of
/// -1...1.
package enum UnaryFunction: String, Sendable, CaseIterable {
  case exp
  case log
  /// Of radians.
  case sin
  /// Of radians.
  case cos
  /// In radians.
  case asin

  /// The function of each value, in order.
  package func callAsFunction(_ values: [Double], variant: KernelVariant = .current) -> [Double] {
    let kernel = self.kernel(variant)
    return [Double](unsafeUninitializedCapacity: values.count) { output, count in
      count = values.count
      // SAFETY: both buffers have `values.count` elements; the output is new, so they do not overlap.
      values.withUnsafeBufferPointer { input in
        kernel(input.baseAddress, Int64(input.count), output.baseAddress)
      }
    }
  }

  /// Writes the function of each value.
  ///
  /// - Parameter output: overlaps no value.
  /// - Precondition: as many values as places for results.
  package func apply(
    to values: UnsafeBufferPointer<Double>, into output: UnsafeMutableBufferPointer<Double>,
    variant: KernelVariant = .current
  ) {
    precondition(values.count == output.count, "a result a value")
    // SAFETY: lengths were checked.
    kernel(variant)(values.baseAddress, Int64(values.count), output.baseAddress)
  }

  /// The function of one value, with the bits that the kernels give.
  package func callAsFunction(_ value: Double) -> Double {
    switch self {
    case .exp: ScalarMath.exp(value)
    case .log: ScalarMath.log(value)
    case .sin: ScalarMath.sin(value)
    case .cos: ScalarMath.cos(value)
    case .asin: ScalarMath.asin(value)
    }
  }

  private typealias Kernel =
    @convention(c) (UnsafePointer<Double>?, Int64, UnsafeMutablePointer<Double>?) -> Void

  private func kernel(_ variant: KernelVariant) -> Kernel {
    switch (self, variant) {
    case (.exp, .scalar): cgbdt_math_exp_scalar
    case (.exp, .avx2): cgbdt_math_exp_avx2
    case (.exp, .avx512): cgbdt_math_exp_avx512
    case (.log, .scalar): cgbdt_math_log_scalar
    case (.log, .avx2): cgbdt_math_log_avx2
    case (.log, .avx512): cgbdt_math_log_avx512
    case (.sin, .scalar): cgbdt_math_sin_scalar
    case (.sin, .avx2): cgbdt_math_sin_avx2
    case (.sin, .avx512): cgbdt_math_sin_avx512
    case (.cos, .scalar): cgbdt_math_cos_scalar
    case (.cos, .avx2): cgbdt_math_cos_avx2
    case (.cos, .avx512): cgbdt_math_cos_avx512
    case (.asin, .scalar): cgbdt_math_asin_scalar
    case (.asin, .avx2): cgbdt_math_asin_avx2
    case (.asin, .avx512): cgbdt_math_asin_avx512
    }
  }
}

/// Functions of two numbers whose results have equal bits everywhere; as `UnaryFunction`.
///
/// `pow(x, y)` is x to the power y, NaN for a negative x and a y that is no integer. `atan2(y, x)` is
/// the angle of the point (x, y) in radians, in -pi...pi, with an error below 2 ulp.
package enum BinaryFunction: String, Sendable, CaseIterable {
  case pow
  case atan2

  /// The function of each pair of values, in order.
  ///
  /// - Precondition: both arrays have as many elements.
  package func callAsFunction(
    _ first: [Double], _ second: [Double], variant: KernelVariant = .current
  ) -> [Double] {
    precondition(first.count == second.count, "operands have equal lengths")
    let kernel = self.kernel(variant)
    return [Double](unsafeUninitializedCapacity: first.count) { output, count in
      count = first.count
      // SAFETY: all buffers have `first.count` elements; the output is new, so it does not overlap.
      first.withUnsafeBufferPointer { first in
        second.withUnsafeBufferPointer { second in
          kernel(first.baseAddress, second.baseAddress, Int64(first.count), output.baseAddress)
        }
      }
    }
  }

  /// The function of one pair of values, with the bits that the kernels give.
  package func callAsFunction(_ first: Double, _ second: Double) -> Double {
    switch self {
    case .pow: ScalarMath.pow(first, second)
    case .atan2: ScalarMath.atan2(first, second)
    }
  }

  private typealias Kernel =
    @convention(c) (
      UnsafePointer<Double>?, UnsafePointer<Double>?, Int64, UnsafeMutablePointer<Double>?
    ) -> Void

  private func kernel(_ variant: KernelVariant) -> Kernel {
    switch (self, variant) {
    case (.pow, .scalar): cgbdt_math_pow_scalar
    case (.pow, .avx2): cgbdt_math_pow_avx2
    case (.pow, .avx512): cgbdt_math_pow_avx512
    case (.atan2, .scalar): cgbdt_math_atan2_scalar
    case (.atan2, .avx2): cgbdt_math_atan2_avx2
    case (.atan2, .avx512): cgbdt_math_atan2_avx512
    }
  }
}
