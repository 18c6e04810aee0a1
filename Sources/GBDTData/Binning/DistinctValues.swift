package import GBDTCore

/// The distinct values of a numeric feature in ascending order, each with the number of its rows.
package struct DistinctValues: Sendable, Equatable {
  /// Finite, strictly ascending, no negative zero.
  package private(set) var values: [Double]
  /// Element p is the number of rows of the first p values; one element more than there are values.
  private(set) var cumulativeCounts: [Int]

  package var count: Int { values.count }

  /// One count a value.
  package var counts: [Int] { zip(cumulativeCounts.dropFirst(), cumulativeCounts).map { $0 - $1 } }

  /// - Precondition: `values` ascend strictly, and `cumulativeCounts` are as the property says.
  init(values: [Double], cumulativeCounts: [Int]) {
    precondition(cumulativeCounts.count == values.count + 1, "one count a value")
    precondition(zip(values, values.dropFirst()).allSatisfy { $0 < $1 }, "values ascend")
    self.values = values
    self.cumulativeCounts = cumulativeCounts
  }

  /// - Precondition: `values` ascend strictly.
  package init(values: [Double], counts: [Int]) {
    var cumulativeCounts = [0]
    cumulativeCounts.reserveCapacity(counts.count + 1)
    var sum = 0
    for count in counts {
      sum += count
      cumulativeCounts.append(sum)
    }
    self.init(values: values, cumulativeCounts: cumulativeCounts)
  }

  /// Counts equal values; NaN is left out.
  package init(of rows: [Double]) {
    self = rows.withUnsafeBufferPointer {
      ValueSorter(capacity: rows.count).distinctValues(of: $0)
    }
  }

  /// Makes the list begin at `minimum` and end at `maximum`, with no rows where they are new.
  ///
  /// - Precondition: no value lies outside of them.
  package mutating func extend(minimum: Double, maximum: Double) {
    if let first = values.first, minimum < first {
      values.insert(minimum, at: 0)
      cumulativeCounts.insert(0, at: 0)
    }
    if let last = values.last, maximum > last {
      values.append(maximum)
      cumulativeCounts.append(cumulativeCounts[cumulativeCounts.count - 1])
    }
  }

  /// One element for each run of values: its largest value, and the rows of all of them.
  ///
  /// - Parameter starts: positions of the first values of the runs, ascending from 0.
  func joined(at starts: [Int]) -> DistinctValues {
    let ends = starts.dropFirst() + [count]
    return DistinctValues(
      values: ends.map { values[$0 - 1] },
      cumulativeCounts: [0] + ends.map { cumulativeCounts[$0] })
  }

  package var areIntegers: Bool { values.allSatisfy { $0 == $0.rounded(.towardZero) } }
}

/// Counts the rows of each distinct value, up to a limit of distinct values.
///
/// An open-addressing hash table over bit patterns. Merging adds counts, so that the result does not
/// depend on how rows were divided or ordered. About 3 ns a row.
package struct ValueCounts: Sendable {
  private struct Slot {
    var value: Double
    /// 0: the slot is free.
    var count: Int
  }

  private var slots: [Slot] = []
  package private(set) var distinctCount = 0
  package let limit: Int

  /// - Parameter limit: how many distinct values are counted before `add` gives up.
  package init(limit: Int) { self.limit = limit }

  /// Adds rows; NaN is skipped.
  ///
  /// - Returns: false if that would make more than `limit` distinct values; the counts are then of no
  ///   use any more.
  package mutating func add(_ rows: [Double]) -> Bool {
    var next = 0
    while true {
      next = addRowsThatFit(rows, from: next)
      if next == rows.count { return true }
      if distinctCount == limit { return false }
      grow()
    }
  }

  /// Adds another table's counts.
  ///
  /// - Returns: as for rows.
  package mutating func add(_ other: ValueCounts) -> Bool {
    other.slots.allSatisfy { $0.count == 0 || add($0) }
  }

  private mutating func add(_ slot: Slot) -> Bool {
    if (distinctCount + 1) * 2 > slots.count { grow() }
    let index = slots.withUnsafeBufferPointer { Self.position(of: slot.value, in: $0) }
    if slots[index].count == 0 {
      if distinctCount == limit { return false }
      distinctCount += 1
      slots[index].value = slot.value
    }
    slots[index].count += slot.count
    return true
  }

  package var sorted: DistinctValues {
    let used = slots.filter { $0.count > 0 }.sorted { $0.value < $1.value }
    return DistinctValues(values: used.map(\.value), counts: used.map(\.count))
  }

  /// Adds rows until one brings a new value that has no room (in the table, or below the limit).
  ///
  /// - Returns: the position of that row, or the number of rows.
  private mutating func addRowsThatFit(_ rows: [Double], from start: Int) -> Int {
    let room = min(limit, slots.count / 2)
    var distinct = distinctCount
    defer { distinctCount = distinct }
    return slots.withUnsafeMutableBufferPointer { slots in
      for row in start..<rows.count {
        let value = rows[row] + 0  // Makes a negative zero positive.
        if value.isNaN { continue }
        if slots.isEmpty { return row }
        let index = Self.position(of: value, in: UnsafeBufferPointer(slots))
        if slots[index].count == 0 {
          if distinct == room { return row }
          distinct += 1
          slots[index].value = value
        }
        slots[index].count += 1
      }
      return rows.count
    }
  }

  /// The slot that holds `value`, or the free one where it belongs. At least half the slots are free.
  private static func position(of value: Double, in slots: UnsafeBufferPointer<Slot>) -> Int {
    let mask = slots.count - 1
    let hash = CounterHash.mix(value.bitPattern)
    var index = Int(truncatingIfNeeded: hash) & mask
    while slots[index].count > 0, slots[index].value != value { index = (index + 1) & mask }
    return index
  }

  private mutating func grow() {
    let old = slots
    slots = [Slot](repeating: Slot(value: 0, count: 0), count: max(64, old.count * 2))
    for slot in old where slot.count > 0 {
      let index = slots.withUnsafeBufferPointer { Self.position(of: slot.value, in: $0) }
      slots[index] = slot
    }
  }
}

/// The limit, and each value with its count, by ascending value.
extension ValueCounts: ByteCodable {
  /// - Throws: also for values that do not ascend or are NaN or a negative zero, for counts of 0, and for
  ///   more values than the limit.
  package init(from reader: inout ByteReader) throws(ByteError) {
    self.init(limit: try reader.rowCount())
    let values: [Double] = try reader.array(of: "values")
    guard zip(values, values.dropFirst()).allSatisfy(<), values.first?.isNaN != true else {
      throw reader.error("values do not ascend")
    }
    for value in values {
      let count = try reader.rowCount()
      if count == 0 { throw reader.error("a value that no row has") }
      if value == 0, value.sign == .minus { throw reader.error("a negative zero") }
      guard add(Slot(value: value, count: count)) else {
        throw reader.error("\(values.count) values, more than the limit of \(limit)")
      }
    }
  }

  package func write(to writer: inout ByteWriter) {
    let sorted = sorted
    writer.count(limit)
    writer.array(sorted.values)
    for count in sorted.counts { writer.count(count) }
  }
}
