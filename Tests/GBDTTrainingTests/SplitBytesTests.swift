import GBDTCore
import GBDTData
import GBDTKernels
import GBDTModel
import GBDTTestSupport
import Testing

@testable import GBDTTraining

@Suite struct SplitBytesTests {
  private static let layout = FeatureLayout(features: [
    BinnedFeature(name: "a", mapper: .numeric(NumericBins(cutPoints: [-1, 0.5, 3]))),
    BinnedFeature(name: "b", mapper: .categorical(CategoricalBins(categories: ["x", "y", "z"]))),
  ])

  private static let sums = NodeSums(gradient: -1 << 60, hessian: 1 << 50, count: 99)

  private static func split(_ test: SplitNode.Test, _ binTest: BinTest, missingLeft: Bool) -> Split
  {
    let feature = if case .atMost = test { 0 } else { 1 }
    let left = NodeSums(gradient: 1 << 40, hessian: 12, count: 7)
    return Split(
      feature: feature, gain: 1.25, test: binTest, modelTest: test, missingLeft: missingLeft,
      left: left, right: sums - left)
  }

  private static let splits = [
    split(.atMost(-1), .range(low: 0, high: 1), missingLeft: true),
    split(.atMost(3), .range(low: 1, high: 3), missingLeft: false),
    split(.atMost(.greatestFiniteMagnitude), .range(low: 1, high: 4), missingLeft: false),
    split(.isOneOf([0, 2]), .flags([1, 1, 0, 1]), missingLeft: true),
  ]

  private static func read(_ bytes: [UInt8]) throws(ByteError) -> Split {
    var reader = ByteReader(bytes)
    let split = try Split(from: &reader, sums: sums, layout: layout)
    try reader.expectEnd(of: "the split")
    return split
  }

  private static func bytes(of split: Split) -> [UInt8] {
    var writer = ByteWriter()
    split.write(to: &writer)
    return writer.bytes
  }

  @Test(arguments: 0..<4) func arrivesAsItWas(place: Int) throws {
    let split = Self.splits[place]
    let read = try Self.read(Self.bytes(of: split))
    #expect("\(read)" == "\(split)")
  }

  @Test(arguments: 0..<4) func damagedBytesAreRefused(place: Int) {
    let bytes = Self.bytes(of: Self.splits[place])
    for count in bytes.indices {
      #expect(throws: ByteError.self) { try Self.read(Array(bytes[..<count])) }
    }
    #expect(throws: ByteError.self) { try Self.read(bytes + [0]) }
  }

  /// Refused, or a split of this node: never a crash.
  @Test(arguments: 0..<4) func anyBytes(place: Int) {
    let bytes = Self.bytes(of: Self.splits[place])
    for mutant in DamagedBytes.mutated(bytes, count: 3_000, seed: UInt64(place)) {
      if let split = try? Self.read(mutant) { #expect(Self.bytes(of: split) == mutant) }
    }
  }

  @Test func aChildWithMoreThanItsParentIsRefused() {
    for left in [
      NodeSums(count: 100), NodeSums(count: -1), NodeSums(hessian: 1 << 51), NodeSums(hessian: -1),
      NodeSums(gradient: .max),
    ] {
      let split = Split(
        feature: 0, gain: 1, test: .range(low: 0, high: 1), modelTest: .atMost(-1),
        missingLeft: true, left: left, right: NodeSums())
      #expect(throws: ByteError.self, "\(left)") { try Self.read(Self.bytes(of: split)) }
    }
  }

  @Test func testsThatBinsDoNotAllowAreRefused() {
    for test: SplitNode.Test in [.atMost(0.6), .isOneOf([3])] {
      let split = Self.split(test, .range(low: 0, high: 1), missingLeft: true)
      #expect(throws: ByteError.self) { try Self.read(Self.bytes(of: split)) }
    }
  }
}
