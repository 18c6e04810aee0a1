package import GBDTCore
package import GBDTKernels
internal import GBDTModel

/// A split on its way to the other processes of a run.
///
/// The test on bins and the right child's sums are left out: the receiver has the feature's bins and
/// the node's sums.
extension Split {
  func write(to writer: inout ByteWriter) {
    writer.count(feature)
    writer.double(gain)
    switch modelTest {
    case .atMost(let threshold):
      writer.bool(true)
      writer.double(threshold)
    case .isOneOf(let categories):
      writer.bool(false)
      writer.count(categories.count)
      for category in categories { writer.count(Int(category)) }
    }
    writer.bool(missingLeft)
    writer.value(left)
  }

  /// - Parameter sums: of the node.
  /// - Throws: for a test that the feature's bins do not allow, too, and for more than the node has.
  init(
    from reader: inout ByteReader, sums: NodeSums, layout: FeatureLayout
  ) throws(ByteError) {
    let feature = try reader.integer(in: 0...max(0, layout.features.count - 1), "a feature")
    let gain = try reader.double()
    let modelTest: SplitNode.Test
    if try reader.bool() {
      modelTest = .atMost(try reader.double())
    } else {
      var categories: [Int32] = []
      for _ in 0..<(try reader.count(of: "categories", size: 1)) {
        categories.append(Int32(try reader.integer(in: 0...Int(Int32.max), "a category")))
      }
      modelTest = .isOneOf(categories)
    }
    let missingLeft = try reader.bool()
    guard
      let test = layout.features[feature].binTest(of: modelTest, missingLeft: missingLeft)
    else { throw reader.error("a test of feature \(feature) does not fit its bins") }
    let left: NodeSums = try reader.value()
    guard left.count >= 0, left.count <= sums.count, left.hessian >= 0,
      left.hessian <= sums.hessian,
      !sums.gradient.subtractingReportingOverflow(left.gradient).overflow
    else { throw reader.error("a child of feature \(feature) has more than its parent") }
    self.init(
      feature: feature, gain: gain, test: test, modelTest: modelTest, missingLeft: missingLeft,
      left: left, right: sums - left)
  }
}

extension NodeSums: ByteCodable {
  package func write(to writer: inout ByteWriter) {
    for sum in [gradient, hessian, count] { writer.uint64(UInt64(bitPattern: sum)) }
  }

  package init(from reader: inout ByteReader) throws(ByteError) {
    self.init(
      gradient: Int64(bitPattern: try reader.uint64()),
      hessian: Int64(bitPattern: try reader.uint64()),
      count: Int64(bitPattern: try reader.uint64()))
  }
}
