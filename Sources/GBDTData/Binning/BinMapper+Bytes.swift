package import GBDTCore

extension NumericBins: ByteCodable {
  /// - Throws: also for cut points that are not finite or do not ascend, or are too many.
  package init(from reader: inout ByteReader) throws(ByteError) {
    let cutPoints: [Double] = try reader.array(of: "cut points")
    guard cutPoints.allSatisfy(\.isFinite), zip(cutPoints, cutPoints.dropFirst()).allSatisfy(<)
    else { throw reader.error("cut points are not finite numbers that ascend") }
    guard cutPoints.count + 2 <= BinMapper.maximumBinCount else {
      throw reader.error("\(cutPoints.count) cut points, more than bins fit two bytes")
    }
    self.init(cutPoints: cutPoints)
  }

  package func write(to writer: inout ByteWriter) { writer.array(cutPoints) }
}

extension CategoricalBins: ByteCodable {
  /// - Throws: also for categories that do not ascend or are too many.
  package init(from reader: inout ByteReader) throws(ByteError) {
    let categories: [String] = try reader.values(of: "categories")
    guard zip(categories, categories.dropFirst()).allSatisfy({ ByteString($0) < ByteString($1) })
    else { throw reader.error("categories do not ascend") }
    guard categories.count + 1 <= BinMapper.maximumBinCount else {
      throw reader.error("\(categories.count) categories, more than bins fit two bytes")
    }
    self.init(categories: categories)
  }

  package func write(to writer: inout ByteWriter) { writer.values(categories) }
}

extension BinMapper: ByteCodable {
  /// What two bytes hold.
  fileprivate static let maximumBinCount = 1 << 16

  package init(from reader: inout ByteReader) throws(ByteError) {
    let isCategorical = try reader.bool()
    self = isCategorical ? .categorical(try reader.value()) : .numeric(try reader.value())
  }

  package func write(to writer: inout ByteWriter) {
    switch self {
    case .numeric(let bins):
      writer.bool(false)
      writer.value(bins)
    case .categorical(let bins):
      writer.bool(true)
      writer.value(bins)
    }
  }
}

extension BinnedFeature: ByteCodable {
  package init(from reader: inout ByteReader) throws(ByteError) {
    let name = try reader.string()
    self.init(name: name, mapper: try reader.value())
  }

  package func write(to writer: inout ByteWriter) {
    writer.string(name)
    writer.value(mapper)
  }
}
