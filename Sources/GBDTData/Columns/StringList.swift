/// Strings one behind the other in one piece of memory.
///
/// An array of strings has an object for each that is longer than 15 bytes; a column of millions of
/// distinct keys has none here. Each access makes a new `String`.
package struct StringList: Sendable, Equatable {
  /// The UTF-8 of all strings.
  private var utf8: [UInt8]
  /// Where each string ends in `utf8`.
  private var ends: [Int]

  /// - Precondition: `ends` ascends up to the number of bytes, and each string is valid UTF-8.
  init(utf8: [UInt8], ends: [Int]) {
    precondition(ends.last ?? 0 == utf8.count, "the last string ends with the bytes")
    self.utf8 = utf8
    self.ends = ends
  }

  package init(_ strings: some Sequence<String>) {
    self.init(utf8: [], ends: [])
    for string in strings { append(string) }
  }

  package mutating func append(_ string: String) {
    utf8.append(contentsOf: string.utf8)
    ends.append(utf8.count)
  }
}

extension StringList: RandomAccessCollection {
  package var startIndex: Int { 0 }
  package var endIndex: Int { ends.count }

  package subscript(position: Int) -> String {
    let start = position == 0 ? 0 : ends[position - 1]
    return String(decoding: utf8[start..<ends[position]], as: UTF8.self)
  }
}

extension StringList: ExpressibleByArrayLiteral {
  package init(arrayLiteral strings: String...) { self.init(strings) }
}
