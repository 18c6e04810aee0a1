extension HistogramKernel {
  /// What `accumulate` does, in plain Swift: the twin that tests hold the kernels against.
  package static func referenceAccumulate(
    _ group: RecordGroup, rows: RowSelection, gradients: FixedPointGradients,
    into lanes: HistogramLanes
  ) {
    let stride = RecordGroup.stride(featureCount: group.binCounts.count)
    for place in 0..<rows.count {
      let row = rows[place]
      for (feature, offset) in group.binOffsets.enumerated() {
        let bin = Int(group.records[row * stride + feature])
        add(row, of: gradients, to: lanes.advanced(by: Int(offset) + bin))
      }
    }
  }

  /// As above, for a feature of two-byte bins.
  package static func referenceAccumulate(
    wide column: UnsafePointer<UInt16>, rows: RowSelection, gradients: FixedPointGradients,
    into lanes: HistogramLanes
  ) {
    for place in 0..<rows.count {
      let row = rows[place]
      add(row, of: gradients, to: lanes.advanced(by: Int(column[row])))
    }
  }

  private static func add(
    _ row: Int, of gradients: FixedPointGradients, to bin: HistogramLanes
  ) {
    bin.gradients.pointee += Int64(gradients.values[gradients.isWeighted ? 2 * row : row])
    bin.hessians?.pointee += Int64(gradients.values[2 * row + 1])
    bin.counts.pointee += 1
  }
}
