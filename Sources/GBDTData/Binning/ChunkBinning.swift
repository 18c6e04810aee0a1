internal import GBDTKernels

/// The bins of one feature over the rows of a chunk: one byte a row where 256 bins suffice.
enum ChunkBins: Sendable {
  case narrow([UInt8])
  case wide([UInt16])
}

/// The binned rows of one chunk.
struct BinnedChunk: Sendable {
  var rowNumbers: [UInt64]
  /// One a feature.
  var columns: [ChunkBins]
  var roles: RoleValues
  /// For each feature the number of rows whose category has no bin.
  var unseenCategoryCounts: [Int]
}

/// Turns chunks of feature values into bins.
struct ChunkBinning: Sendable {
  private let encoders: [ColumnEncoder]

  init(features: [BinnedFeature]) {
    encoders = features.map { ColumnEncoder($0.mapper) }
  }

  func bins(of chunk: FeatureChunk) -> BinnedChunk {
    var columns: [ChunkBins] = []
    var unseen: [Int] = []
    for (encoder, column) in zip(encoders, chunk.features) {
      let (bins, unseenCount) = encoder.encode(column)
      columns.append(bins)
      unseen.append(unseenCount)
    }
    return BinnedChunk(
      rowNumbers: chunk.rowNumbers, columns: columns, roles: chunk.roles,
      unseenCategoryCounts: unseen)
  }
}

/// A bin mapper made ready to be applied to columns.
private enum ColumnEncoder: Sendable {
  case numeric(cutPoints: [Double], isNarrow: Bool)
  case categorical(bins: [ByteString: UInt16], isNarrow: Bool)

  init(_ mapper: BinMapper) {
    let isNarrow = mapper.binCount <= 256
    switch mapper {
    case .numeric(let bins): self = .numeric(cutPoints: bins.cutPoints, isNarrow: isNarrow)
    case .categorical(let bins):
      let numbered = bins.categories.enumerated().map { (ByteString($1), UInt16($0 + 1)) }
      self = .categorical(bins: Dictionary(uniqueKeysWithValues: numbered), isNarrow: isNarrow)
    }
  }

  func encode(_ column: Column) -> (ChunkBins, unseenCount: Int) {
    switch (self, column) {
    case (.numeric(let cutPoints, let isNarrow), .number(let values)):
      let bins: ChunkBins =
        isNarrow
        ? .narrow(BinSearch.narrowBins(of: values, cutPoints: cutPoints))
        : .wide(BinSearch.wideBins(of: values, cutPoints: cutPoints))
      return (bins, 0)
    case (.categorical(let bins, let isNarrow), .category(let column)):
      // Position 0 is for the missing value, code -1.
      let binsByCode = [0] + column.dictionary.map { bins[ByteString($0)] ?? 0 }
      let unseen = column.codes.count { $0 >= 0 && binsByCode[Int($0) + 1] == 0 }
      return isNarrow
        ? (.narrow(column.codes.map { UInt8(binsByCode[Int($0) + 1]) }), unseen)
        : (.wide(column.codes.map { binsByCode[Int($0) + 1] }), unseen)
    default: preconditionFailure("a feature's columns are of its mapper's kind")
    }
  }
}
