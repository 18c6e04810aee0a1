import GBDTCore
import GBDTData
import Testing

@Suite struct RowSplitTests {
  private let source = InMemoryFeatureChunks(
    featureNames: ["x", "c"], isCategorical: [false, true],
    chunks: (0..<20).map { chunk in
      let numbers = (0..<50).map { UInt64(chunk * 100 + $0) }
      return FeatureChunk(
        rowNumbers: numbers,
        features: [
          .number(numbers.map(Double.init)),
          .category(CategoryColumn(codes: numbers.map { Int32($0 % 2) }, dictionary: ["a", "b"])),
        ], labels: numbers.map { -Double($0) }, weights: numbers.map { Double($0 % 5) })
    })

  @Test(arguments: [0, 0.1, 0.5, 1]) func partsAreAllRows(fraction: Double) throws {
    let split = RowSplit(validationFraction: fraction, seed: 3)
    var numbers: [RowSplit.Part: [UInt64]] = [:]
    for part in RowSplit.Part.allCases {
      let rows = split.rows(for: part, of: source)
      #expect(rows.featureNames == source.featureNames)
      for index in 0..<rows.chunkCount {
        let chunk = try rows.chunk(at: index)
        numbers[part, default: []] += chunk.rowNumbers
        #expect(chunk.features[0] == .number(chunk.rowNumbers.map(Double.init)))
        #expect(chunk.labels == chunk.rowNumbers.map { -Double($0) })
        #expect(chunk.weights == chunk.rowNumbers.map { Double($0 % 5) })
        #expect(
          chunk.features[1]
            == .category(
              CategoryColumn(
                codes: chunk.rowNumbers.map { Int32($0 % 2) }, dictionary: ["a", "b"])))
      }
    }
    let (training, validation) = (numbers[.training] ?? [], numbers[.validation] ?? [])
    #expect((training + validation).sorted() == source.chunks.flatMap(\.rowNumbers))
    #expect(validation.allSatisfy { split.isValidation($0) })
    #expect(!training.contains { split.isValidation($0) })
    #expect(abs(Double(validation.count) - fraction * 1_000) < 60)
  }

  @Test func seedsChooseOtherRows() {
    let (a, b) = (
      RowSplit(validationFraction: 0.5, seed: 1), RowSplit(validationFraction: 0.5, seed: 2)
    )
    let equal = (0..<1_000).count { a.isValidation($0) == b.isValidation($0) }
    #expect((400...600).contains(equal))
  }
}
