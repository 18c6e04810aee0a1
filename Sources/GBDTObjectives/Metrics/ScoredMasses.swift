package import GBDTCore

/// How much weight of either class there is at each score: what metrics of the order of all rows are
/// made of. Added in any order; equal for any partitioning.
package struct ScoredMasses: Sendable {
  struct Entry: Sendable {
    /// Orders as the score does.
    let key: UInt64
    /// Above 0: weight of the positive class; below 0: of the negative one.
    let mass: Double
  }

  /// The weights of all rows of one score.
  struct Group {
    var positive = 0.0
    var negative = 0.0
  }

  private var entries: [Entry] = []

  package init() {}

  package var isEmpty: Bool { entries.isEmpty }

  mutating func add(score: Double, mass: Double) {
    if mass == 0 { return }
    entries.append(Entry(key: Self.key(score), mass: mass))
  }

  package mutating func add(_ other: ScoredMasses) {
    if entries.isEmpty { entries = other.entries } else { entries += other.entries }
  }

  /// Puts scores in ascending order, which the metric would do later, perhaps on one thread alone.
  package mutating func sort() { entries.sort { $0.key < $1.key } }

  /// An unsigned number that orders as doubles do; one for both zeros.
  private static func key(_ score: Double) -> UInt64 {
    let bits = (score + 0).bitPattern
    return bits >> 63 == 1 ? ~bits : bits | 1 << 63
  }
}

extension ScoredMasses {
  /// The weights of each score, scores ascending.
  ///
  /// Whole numbers are added as they are. Else the weights of three rows or more of one score are
  /// added exactly and rounded once.
  ///
  /// - Returns: also whether all sums of weights are whole numbers, and exact.
  func groups() -> (groups: [Group], areWhole: Bool) {
    var sorted = self
    sorted.sort()
    let entries = sorted.entries
    var total = 0.0
    var areWhole = true
    for entry in entries {
      total += abs(entry.mass)
      areWhole = areWhole && entry.mass == entry.mass.rounded(.towardZero)
    }
    areWhole = areWhole && total <= 0x1p53
    var groups: [Group] = []
    var start = 0
    while start < entries.count {
      var end = start + 1
      while end < entries.count, entries[end].key == entries[start].key { end += 1 }
      groups.append(Self.group(entries[start..<end], areWhole: areWhole))
      start = end
    }
    return (groups, areWhole)
  }

  private static func group(_ entries: ArraySlice<Entry>, areWhole: Bool) -> Group {
    var group = Group()
    if areWhole || entries.count <= 2 {
      // Two numbers have one sum, whatever their order.
      for entry in entries {
        if entry.mass > 0 { group.positive += entry.mass } else { group.negative -= entry.mass }
      }
      return group
    }
    var (positive, negative) = (ExactSum(), ExactSum())
    for entry in entries {
      if entry.mass > 0 { positive.add(entry.mass) } else { negative.add(-entry.mass) }
    }
    return Group(positive: positive.value, negative: negative.value)
  }
}

/// Scores ascending as differences, then the masses: signs alone where all are 1.
extension ScoredMasses: ByteCodable {
  package func write(to writer: inout ByteWriter) {
    var sorted = self
    sorted.sort()
    let entries = sorted.entries
    writer.count(entries.count)
    var last: UInt64 = 0
    for entry in entries {
      writer.varint(entry.key - last)
      last = entry.key
    }
    let areOnes = entries.allSatisfy { abs($0.mass) == 1 }
    writer.bool(areOnes)
    if !areOnes {
      for entry in entries { writer.double(entry.mass) }
      return
    }
    for start in stride(from: 0, to: entries.count, by: 8) {
      var signs: UInt8 = 0
      for place in start..<min(start + 8, entries.count) where entries[place].mass > 0 {
        signs |= 1 << UInt8(place - start)
      }
      writer.byte(signs)
    }
  }

  package init(from reader: inout ByteReader) throws(ByteError) {
    let count = try reader.count(of: "scores", size: 1)
    var keys: [UInt64] = []
    keys.reserveCapacity(count)
    var last: UInt64 = 0
    for _ in 0..<count {
      let (key, overflows) = last.addingReportingOverflow(try reader.varint())
      if overflows { throw reader.error("scores do not ascend") }
      keys.append(key)
      last = key
    }
    entries.reserveCapacity(count)
    if try !reader.bool() {
      for key in keys { entries.append(Entry(key: key, mass: try reader.double())) }
      return
    }
    var signs: UInt8 = 0
    for (place, key) in keys.enumerated() {
      if place % 8 == 0 { signs = try reader.byte() }
      entries.append(Entry(key: key, mass: signs & 1 == 1 ? 1 : -1))
      signs >>= 1
    }
  }
}
