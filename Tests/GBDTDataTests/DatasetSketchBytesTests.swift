import GBDTCore
import GBDTData
import GBDTTestSupport
import Testing

/// Sketches travel between processes.
@Suite struct DatasetSketchBytesTests {
  /// Two numeric features with more values than are counted (one of them of single precision), one with
  /// few values, one without any, and a category.
  static func source(rows: Range<Int>) -> InMemoryFeatureChunks {
    let hash = CounterHash(seed: 5, purpose: .bagging)
    let chunks = stride(from: rows.lowerBound, to: rows.upperBound, by: 100).map { first in
      let bits = (first..<min(first + 100, rows.upperBound)).map { hash.value(UInt64($0)) }
      return FeatureChunk(
        rowNumbers: bits.indices.map { UInt64(first + $0) },
        features: [
          .number(bits.map { $0 % 31 == 0 ? .nan : Double($0 >> 11) * -0x1p-53 }),
          .number(bits.map { Double($0 >> 44) }),
          .number(bits.map { Double($0 % 5) - 2.5 }),
          .number(bits.map { _ in .nan }),
          .category(
            CategoryColumn(codes: bits.map { Int32($0 % 4) - 1 }, dictionary: ["b", "a", "ü"])),
        ], labels: bits.map { _ in 1 }, weights: nil)
    }
    return InMemoryFeatureChunks(
      featureNames: ["double", "single", "few", "none", "category"],
      isCategorical: isCategorical, chunks: chunks)
  }

  static let isCategorical = [false, false, false, false, true]

  static let options: BinningOptions = {
    var options = BinningOptions(maxBin: 15, seed: 1, threads: 2)
    options.limits.countedValues = 50
    options.limits.sampledRows = 300
    options.limits.categories = 10
    return options
  }()

  static func decode(
    _ bytes: [UInt8], isCategorical: [Bool] = isCategorical, limits: BinningLimits = options.limits
  ) throws(ByteError) -> DatasetSketch {
    try DatasetSketch(decoding: bytes, isCategorical: isCategorical, limits: limits)
  }

  @Test(arguments: [0, 10, 2_000]) func comesBack(rowCount: Int) throws {
    let source = Self.source(rows: 0..<rowCount)
    let sketch = try DatasetSketch(of: source, options: Self.options)
    let decoded = try Self.decode(sketch.encoded)
    #expect(decoded.encoded == sketch.encoded)
    #expect(
      try decoded.finish(names: source.featureNames, options: Self.options)
        == Binner.features(of: source, options: Self.options))
  }

  @Test(arguments: [[0, 2_000], [0, 30, 30, 1_000, 2_000]]) func mergesOnceDecoded(
    cuts: [Int]
  ) throws {
    let whole = Self.source(rows: 0..<2_000)
    var merged = try DatasetSketch(of: Self.source(rows: 0..<0), options: Self.options)
    for (start, end) in zip(cuts, cuts.dropFirst()) {
      let part = try DatasetSketch(of: Self.source(rows: start..<end), options: Self.options)
      merged.merge(try Self.decode(part.encoded))
    }
    #expect(
      try merged.finish(names: whole.featureNames, options: Self.options)
        == Binner.features(of: whole, options: Self.options))
  }

  /// Refused, or a sketch that can be merged and finished: never a crash.
  @Test(arguments: 0..<3) func damaged(seed: UInt64) throws {
    let source = Self.source(rows: 0..<(seed == 0 ? 20 : 1_000))
    let bytes = try DatasetSketch(of: source, options: Self.options).encoded
    for cut in DamagedBytes.cut(bytes) where cut.count % 7 == seed {
      let error = #expect(throws: ByteError.self) { _ = try Self.decode(cut) }
      #expect(error != nil)
    }
    // Half of the mutants are of the first bytes: most others change only a sampled value.
    let head = Array(bytes.prefix(400))
    let mutants =
      DamagedBytes.mutated(bytes, count: 40, seed: seed)
      + DamagedBytes.mutated(head, count: 150, seed: seed).map { $0 + bytes.dropFirst(400) }
    for mutant in mutants {
      do throws(ByteError) {
        let decoded = try Self.decode(mutant)
        #expect(decoded.encoded == mutant)
        var merged = try? DatasetSketch(of: source, options: Self.options)
        merged?.merge(decoded)
        _ = try? merged?.finish(names: source.featureNames, options: Self.options)
        _ = try? decoded.finish(names: source.featureNames, options: Self.options)
      } catch {
        #expect(!error.reason.isEmpty)
      }
    }
  }

  @Test func ofOtherFeaturesOrLimits() throws {
    let bytes = try DatasetSketch(of: Self.source(rows: 0..<500), options: Self.options).encoded
    let other = "a sketch of other features, or with other limits"
    func reason(_ isCategorical: [Bool], _ change: (inout BinningLimits) -> Void) -> String? {
      var limits = Self.options.limits
      change(&limits)
      do throws(ByteError) {
        _ = try Self.decode(bytes, isCategorical: isCategorical, limits: limits)
        return nil
      } catch {
        return error.reason
      }
    }
    #expect(reason(Self.isCategorical) { _ in } == nil)
    #expect(reason(Self.isCategorical.reversed()) { _ in } == other)
    #expect(reason(Self.isCategorical.dropLast()) { _ in } == other)
    #expect(reason(Self.isCategorical) { $0.categories = 9 } == other)
    #expect(reason(Self.isCategorical) { $0.countedValues = 51 } == other)
    #expect(
      reason(Self.isCategorical) { $0.sampledRows = 299 } == "300 sampled rows, more than 299")
    #expect(
      reason(Self.isCategorical) { $0.sampledRows = 301 }
        == "a sample that has room, and yet left rows out")
  }

  @Test func infiniteValuesAreForFinishToRefuse() throws {
    let source = InMemoryFeatureChunks(
      featureNames: ["x"], isCategorical: [false],
      chunks: [
        FeatureChunk(
          rowNumbers: [0, 1], features: [.number([.infinity, 1])], labels: [1, 1], weights: nil)
      ])
    let bytes = try DatasetSketch(of: source, options: Self.options).encoded
    let decoded = try Self.decode(bytes, isCategorical: [false])
    let error = #expect(throws: DataError.self) {
      try decoded.finish(names: ["x"], options: Self.options)
    }
    #expect(error?.message.hasPrefix("Feature `x` has an infinite value") == true)
  }
}
