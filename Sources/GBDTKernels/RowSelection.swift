/// The rows that a kernel works on, as positions in the columns of this process.
package enum RowSelection {
  case range(Range<Int>)
  /// Ascending positions; the memory outlives the selection.
  case list(UnsafeBufferPointer<UInt32>)

  package var count: Int {
    switch self {
    case .range(let range): range.count
    case .list(let list): list.count
    }
  }

  /// The rows at `places` of this selection.
  package func slice(_ places: Range<Int>) -> RowSelection {
    switch self {
    case .range(let range):
      precondition(places.upperBound <= range.count, "a slice lies within its selection")
      return .range(range.lowerBound + places.lowerBound..<range.lowerBound + places.upperBound)
    case .list(let list):
      return .list(UnsafeBufferPointer(rebasing: list[places]))
    }
  }

  /// The row at `place` of this selection.
  package subscript(place: Int) -> Int {
    switch self {
    case .range(let range): range.lowerBound + place
    case .list(let list): Int(list[place])
    }
  }

  /// As the kernels take it: a list or NULL, and the first row of a range.
  var forC: (rows: UnsafePointer<UInt32>?, first: Int64) {
    switch self {
    case .range(let range): (nil, Int64(range.lowerBound))
    case .list(let list): (list.baseAddress, 0)
    }
  }
}
