/// A category's identity: its UTF-8 bytes. Swift's `String` takes "é" written as one scalar and as two for
/// equal, a model does not.
struct CategoryKey: Hashable {
  let text: String

  static func == (a: CategoryKey, b: CategoryKey) -> Bool {
    a.text.utf8.elementsEqual(b.text.utf8)
  }

  func hash(into hasher: inout Hasher) {
    for byte in text.utf8 { hasher.combine(byte) }
    hasher.combine(0xFF as UInt8)
  }

  /// Whether `a` comes before `b` in byte order, the order of a feature's categories.
  static func precedes(_ a: String, _ b: String) -> Bool {
    a.utf8.lexicographicallyPrecedes(b.utf8)
  }
}
