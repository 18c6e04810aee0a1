package import GBDTCore
internal import GBDTKernels

extension FeatureSketch: ByteCodable {
  package init(from reader: inout ByteReader) throws(ByteError) {
    let isCategorical = try reader.bool()
    self = isCategorical ? .categorical(try reader.value()) : .numeric(try reader.value())
  }

  package func write(to writer: inout ByteWriter) {
    switch self {
    case .numeric(let sketch):
      writer.bool(false)
      writer.value(sketch)
    case .categorical(let set):
      writer.bool(true)
      writer.value(set)
    }
  }

  /// Whether this may be merged with other sketches of a feature of this kind.
  func belongs(toCategorical isCategorical: Bool, limits: BinningLimits) -> Bool {
    switch self {
    case .numeric(let sketch):
      !isCategorical && sketch.counts?.limit ?? limits.countedValues == limits.countedValues
    case .categorical(let set):
      isCategorical && set.limit == limits.categories
    }
  }
}

extension NumericSketch: ByteCodable {
  /// - Throws: also for counts of values whose range is another.
  package init(from reader: inout ByteReader) throws(ByteError) {
    let range = try reader.value(of: ColumnRange.self)
    let counts = try reader.value(of: ValueCounts?.self)
    if let values = counts?.sorted.values {
      guard values.first ?? .infinity == range.minimum, values.last ?? -.infinity == range.maximum
      else { throw reader.error("the counted values have another range") }
    }
    self.init(range: range, counts: counts)
  }

  package func write(to writer: inout ByteWriter) {
    writer.value(range)
    writer.value(counts)
  }
}
