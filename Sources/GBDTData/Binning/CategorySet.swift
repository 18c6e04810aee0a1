/// The distinct strings of a categorical feature, up to a limit.
package struct CategorySet: Sendable {
  /// nil: more than `limit`.
  private var strings: Set<ByteString>?
  package let limit: Int

  package init(limit: Int) { self.init(limit: limit, strings: []) }

  /// - Parameter strings: at most `limit`; nil: there are more.
  init(limit: Int, strings: Set<ByteString>?) {
    self.limit = limit
    self.strings = strings
  }

  /// Adds the strings that `column` uses; unused dictionary entries do not count.
  package mutating func add(_ column: CategoryColumn) {
    var isUsed = [Bool](repeating: false, count: column.dictionary.count)
    for code in column.codes where code >= 0 { isUsed[Int(code)] = true }
    insert(zip(column.dictionary, isUsed).lazy.filter(\.1).map { ByteString($0.0) })
  }

  /// Adds another set; the order of calls does not matter.
  package mutating func merge(_ other: CategorySet) {
    guard let others = other.strings else {
      strings = nil
      return
    }
    insert(others)
  }

  /// Whether there are more than `limit` strings.
  package var isExceeded: Bool { strings == nil }

  /// In ascending order of their UTF-8 bytes; nil if there are more than `limit`.
  package var sorted: [String]? {
    strings?.sorted().map(\.string)
  }

  private mutating func insert(_ others: some Sequence<ByteString>) {
    guard var grown = strings else { return }
    strings = nil
    for string in others {
      grown.insert(string)
      if grown.count > limit { return }
    }
    strings = grown
  }
}

/// A string compared by its UTF-8 bytes.
///
/// Swift's own comparison takes canonically equivalent strings as equal ("é" as one scalar or as two);
/// files and other systems that read the model do not.
package struct ByteString: Sendable, Hashable, Comparable {
  package let string: String

  package init(_ string: String) { self.string = string }

  package static func == (a: ByteString, b: ByteString) -> Bool {
    a.string.utf8.elementsEqual(b.string.utf8)
  }

  package static func < (a: ByteString, b: ByteString) -> Bool {
    a.string.utf8.lexicographicallyPrecedes(b.string.utf8)
  }

  package func hash(into hasher: inout Hasher) {
    for byte in string.utf8 { hasher.combine(byte) }
    hasher.combine(string.utf8.count)
  }
}
