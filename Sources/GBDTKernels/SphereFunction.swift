internal import CGBDTKernels

/// Functions of two places on the Earth, taken as a sphere; equal bits everywhere, as `UnaryFunction`.
package enum SphereFunction: String, Sendable, CaseIterable {
  /// Great-circle distance in kilometres; radius 6371.0088 km.
  case haversine
  /// Direction from the first place to the second, in degrees from north over east, 0..<360.
  case bearing

  /// The function of each pair of places; degrees. A NaN gives a NaN.
  ///
  /// - Precondition: all arrays have as many elements.
  package func callAsFunction(
    _ latitude1: [Double], _ longitude1: [Double], _ latitude2: [Double], _ longitude2: [Double],
    variant: KernelVariant = .current
  ) -> [Double] {
    let rowCount = latitude1.count
    precondition(
      longitude1.count == rowCount && latitude2.count == rowCount && longitude2.count == rowCount,
      "operands have equal lengths")
    let kernel = self.kernel(variant)
    return [Double](unsafeUninitializedCapacity: rowCount) { output, count in
      count = rowCount
      // SAFETY: all arrays have `rowCount` elements; the output is new, so it overlaps none.
      kernel(
        latitude1, longitude1, latitude2, longitude2, Int64(rowCount), output.baseAddress)
    }
  }

  /// The plain twin of the kernels.
  package func callAsFunction(
    _ latitude1: Double, _ longitude1: Double, _ latitude2: Double, _ longitude2: Double
  ) -> Double {
    let radians = 0x1.1df46a2529d39p-6
    if self == .haversine {
      let halfHeight = ScalarMath.sin((latitude2 - latitude1) * (radians / 2))
      let halfWidth = ScalarMath.sin((longitude2 - longitude1) * (radians / 2))
      let narrowing = ScalarMath.cos(latitude1 * radians) * ScalarMath.cos(latitude2 * radians)
      let square = halfHeight * halfHeight + narrowing * (halfWidth * halfWidth)
      return 2 * 6371.0088 * ScalarMath.asin((square > 1 ? 1 : square).squareRoot())
    }
    let (phi1, phi2) = (latitude1 * radians, latitude2 * radians)
    let turn = (longitude2 - longitude1) * radians
    let east = ScalarMath.sin(turn) * ScalarMath.cos(phi2)
    let north =
      ScalarMath.cos(phi1) * ScalarMath.sin(phi2)
      - ScalarMath.sin(phi1) * ScalarMath.cos(phi2) * ScalarMath.cos(turn)
    var degrees = ScalarMath.atan2(east, north) * 0x1.ca5dc1a63c1f8p+5
    degrees = degrees < 0 ? degrees + 360 : degrees
    return degrees >= 360 ? 0 : degrees
  }

  private typealias Kernel =
    @convention(c) (
      UnsafePointer<Double>?, UnsafePointer<Double>?, UnsafePointer<Double>?,
      UnsafePointer<Double>?, Int64, UnsafeMutablePointer<Double>?
    ) -> Void

  private func kernel(_ variant: KernelVariant) -> Kernel {
    switch (self, variant) {
    case (.haversine, .scalar): cgbdt_sphere_haversine_scalar
    case (.haversine, .avx2): cgbdt_sphere_haversine_avx2
    case (.haversine, .avx512): cgbdt_sphere_haversine_avx512
    case (.bearing, .scalar): cgbdt_sphere_bearing_scalar
    case (.bearing, .avx2): cgbdt_sphere_bearing_avx2
    case (.bearing, .avx512): cgbdt_sphere_bearing_avx512
    }
  }
}
