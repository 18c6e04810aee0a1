internal import CGBDTKernels

/// A width of code that the traversal kernel is compiled for, with its C functions.
protocol CodeWord: FixedWidthInteger, UnsignedInteger, Sendable {
  typealias AddLeafValues = (
    UnsafePointer<cgbdt_tree_group>?, UnsafePointer<Self>?, Int64, Int64, Int64,
    UnsafeMutablePointer<Double>?
  ) -> Void
  typealias FindLeaves = (
    UnsafePointer<cgbdt_tree_group>?, UnsafePointer<Self>?, Int64, Int64,
    UnsafeMutablePointer<UInt32>?, Int64
  ) -> Void
  typealias EncodeNumbers = (
    UnsafePointer<Double>?, Int64, UnsafePointer<Double>?, Int64, UnsafeMutablePointer<Self>?, Int64
  ) -> Void
  typealias EncodeCategories = (
    UnsafePointer<Int32>?, Int64, UnsafePointer<UInt32>?, Int64, UnsafeMutablePointer<Self>?, Int64
  ) -> Void

  static func addLeafValues(_ variant: KernelVariant) -> AddLeafValues
  static func findLeaves(_ variant: KernelVariant) -> FindLeaves
  static func encodeNumbers(_ variant: KernelVariant) -> EncodeNumbers
  static func encodeCategories(_ variant: KernelVariant) -> EncodeCategories
}

extension UInt16: CodeWord {
  static func addLeafValues(_ variant: KernelVariant) -> AddLeafValues {
    switch variant {
    case .scalar: cgbdt_add_leaf_values_u16_scalar
    case .avx2: cgbdt_add_leaf_values_u16_avx2
    case .avx512: cgbdt_add_leaf_values_u16_avx512
    }
  }

  static func findLeaves(_ variant: KernelVariant) -> FindLeaves {
    switch variant {
    case .scalar: cgbdt_find_leaves_u16_scalar
    case .avx2: cgbdt_find_leaves_u16_avx2
    case .avx512: cgbdt_find_leaves_u16_avx512
    }
  }

  static func encodeNumbers(_ variant: KernelVariant) -> EncodeNumbers {
    switch variant {
    case .scalar: cgbdt_encode_numbers_u16_scalar
    case .avx2: cgbdt_encode_numbers_u16_avx2
    case .avx512: cgbdt_encode_numbers_u16_avx512
    }
  }

  static func encodeCategories(_ variant: KernelVariant) -> EncodeCategories {
    switch variant {
    case .scalar: cgbdt_encode_categories_u16_scalar
    case .avx2: cgbdt_encode_categories_u16_avx2
    case .avx512: cgbdt_encode_categories_u16_avx512
    }
  }
}
extension UInt32: CodeWord {
  static func addLeafValues(_ variant: KernelVariant) -> AddLeafValues {
    switch variant {
    case .scalar: cgbdt_add_leaf_values_u32_scalar
    case .avx2: cgbdt_add_leaf_values_u32_avx2
    case .avx512: cgbdt_add_leaf_values_u32_avx512
    }
  }

  static func findLeaves(_ variant: KernelVariant) -> FindLeaves {
    switch variant {
    case .scalar: cgbdt_find_leaves_u32_scalar
    case .avx2: cgbdt_find_leaves_u32_avx2
    case .avx512: cgbdt_find_leaves_u32_avx512
    }
  }

  static func encodeNumbers(_ variant: KernelVariant) -> EncodeNumbers {
    switch variant {
    case .scalar: cgbdt_encode_numbers_u32_scalar
    case .avx2: cgbdt_encode_numbers_u32_avx2
    case .avx512: cgbdt_encode_numbers_u32_avx512
    }
  }

  static func encodeCategories(_ variant: KernelVariant) -> EncodeCategories {
    switch variant {
    case .scalar: cgbdt_encode_categories_u32_scalar
    case .avx2: cgbdt_encode_categories_u32_avx2
    case .avx512: cgbdt_encode_categories_u32_avx512
    }
  }
}
