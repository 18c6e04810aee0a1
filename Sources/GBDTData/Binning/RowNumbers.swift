/// The global row numbers of the rows of a block: ascending, about a bit a row instead of eight bytes.
///
/// Chunk by chunk, the numbers from the chunk's first on, one bit each: set for the rows that are
/// there. Where none is missing there are no bits.
package struct RowNumbers: Sendable {
  fileprivate struct Stretch {
    /// Position in the block of the first row.
    let position: Int
    let firstNumber: UInt64
    /// Empty: the numbers are consecutive.
    let bits: [UInt64]
  }

  private var stretches: [Stretch] = []
  /// Number of rows.
  package private(set) var count = 0
  /// The largest number; nil without rows.
  package private(set) var last: UInt64?

  package init() {}

  /// - Precondition: the numbers ascend.
  package init(_ numbers: [UInt64]) { append(numbers[...]) }

  /// - Precondition: the numbers ascend, and all are larger than those so far.
  package mutating func append(_ numbers: ArraySlice<UInt64>) {
    // Numbers far apart would need too many bits: then a new stretch begins.
    var rest = numbers
    while let first = rest.first {
      precondition(last.map { $0 < first } ?? true, "row numbers ascend")
      let end = rest.firstIndex { $0 - first >= Self.reach } ?? rest.endIndex
      append(stretch: rest[rest.startIndex..<end])
      rest = rest[end...]
    }
  }

  /// Numbers that one stretch can tell apart.
  private static var reach: UInt64 { 1 << 16 }

  private mutating func append(stretch numbers: ArraySlice<UInt64>) {
    guard let first = numbers.first, let last = numbers.last else { return }
    var bits: [UInt64] = []
    if last - first + 1 != numbers.count {
      bits = [UInt64](repeating: 0, count: Int((last - first) / 64) + 1)
      var before: UInt64?
      for number in numbers {
        precondition(before.map { $0 < number } ?? true, "row numbers ascend")
        before = number
        bits[Int((number - first) / 64)] |= 1 << ((number - first) % 64)
      }
    }
    stretches.append(Stretch(position: count, firstNumber: first, bits: bits))
    count += numbers.count
    self.last = last
  }

  /// The numbers of the rows at `positions`, in order. About 1 ns a row.
  package func numbers(in positions: Range<Int>) -> [UInt64] {
    precondition(positions.lowerBound >= 0 && positions.upperBound <= count, "rows of the block")
    var numbers: [UInt64] = []
    numbers.reserveCapacity(positions.count)
    var index = stretch(at: positions.lowerBound)
    while numbers.count < positions.count {
      let stretch = stretches[index]
      let end = index + 1 < stretches.count ? stretches[index + 1].position : count
      let first = positions.lowerBound + numbers.count
      let last = min(end, positions.upperBound)
      stretch.append(places: first - stretch.position..<last - stretch.position, to: &numbers)
      index += 1
    }
    return numbers
  }

  /// The stretch that holds the row at `position`.
  private func stretch(at position: Int) -> Int {
    var (low, high) = (0, stretches.count)
    while low + 1 < high {
      let middle = low + (high - low) / 2
      if stretches[middle].position <= position { low = middle } else { high = middle }
    }
    return low
  }
}

extension RowNumbers.Stretch {
  /// Adds the numbers of the rows at `places` in the stretch.
  fileprivate func append(places: Range<Int>, to numbers: inout [UInt64]) {
    if bits.isEmpty {
      for place in places { numbers.append(firstNumber + UInt64(place)) }
      return
    }
    var place = 0
    for (index, word) in bits.enumerated() where place < places.upperBound {
      if place + word.nonzeroBitCount <= places.lowerBound {
        place += word.nonzeroBitCount
        continue
      }
      var word = word
      while word != 0, place < places.upperBound {
        if place >= places.lowerBound {
          numbers.append(firstNumber + UInt64(index * 64 + word.trailingZeroBitCount))
        }
        word &= word - 1
        place += 1
      }
    }
  }
}
