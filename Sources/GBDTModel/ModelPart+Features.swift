internal import GBDTCore

/// Bytes that say what kind a feature is, and a self-test value. Never renumber them.
private enum KindCode {
  static let numeric: UInt8 = 0
  static let categoricalUnseenMissing: UInt8 = 1
  static let categoricalUnseenError: UInt8 = 2

  static let missing: UInt8 = 0
  static let present: UInt8 = 1
}

extension ByteWriter {
  mutating func feature(_ feature: ModelFeature) {
    switch feature.kind {
    case .numeric:
      byte(KindCode.numeric)
      string(feature.name)
    case .categorical(let categories, let unseen):
      switch unseen {
      case .missing: byte(KindCode.categoricalUnseenMissing)
      case .error: byte(KindCode.categoricalUnseenError)
      }
      string(feature.name)
      count(categories.count)
      for category in categories { string(category) }
    }
  }

  /// A value for each feature, then the raw scores.
  mutating func selfTestRow(_ row: SelfTestRow) {
    for value in row.values {
      switch value {
      case .missing:
        byte(KindCode.missing)
      case .number(let number):
        byte(KindCode.present)
        double(number)
      case .category(let category):
        byte(KindCode.present)
        string(category)
      }
    }
    for score in row.raw { double(score) }
  }
}

extension ByteReader {
  mutating func feature() throws(ByteError) -> ModelFeature {
    let kind = try byte()
    let name = try string()
    let unseen: UnseenCategoryPolicy
    switch kind {
    case KindCode.numeric: return ModelFeature(name: name, kind: .numeric)
    case KindCode.categoricalUnseenMissing: unseen = .missing
    case KindCode.categoricalUnseenError: unseen = .error
    default: throw error("unknown kind of feature")
    }
    let number = try count(of: "categories", size: 1)
    var categories: [String] = []
    categories.reserveCapacity(number)
    for _ in 0..<number { categories.append(try string()) }
    return ModelFeature(name: name, kind: .categorical(categories: categories, unseen: unseen))
  }

  mutating func selfTestRow(
    features: [ModelFeature], outputCount: Int
  ) throws(ByteError) -> SelfTestRow {
    var values: [SelfTestRow.Value] = []
    for feature in features {
      switch (try byte(), feature.kind) {
      case (KindCode.missing, _): values.append(.missing)
      case (KindCode.present, .numeric): values.append(.number(try double()))
      case (KindCode.present, .categorical): values.append(.category(try string()))
      default: throw error("unknown kind of self-test value")
      }
    }
    var raw: [Double] = []
    for _ in 0..<outputCount { raw.append(try double()) }
    return SelfTestRow(values: values, raw: raw)
  }
}
