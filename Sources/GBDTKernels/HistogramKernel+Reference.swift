extension HistogramKernel {
  /// What `build` does, in plain Swift: the twin that tests hold the kernels against.
  package static func referenceBuild(
    _ group: RecordGroup, rows: RowMasks, gradients: FixedPointGradients,
    into lanes: HistogramLanes
  ) {
    let stride = RecordGroup.stride(featureCount: group.binCounts.count)
    for (feature, offset) in group.binOffsets.enumerated() {
      let lanes = lanes.advanced(by: Int(offset))
      clear(lanes, binCount: Int(group.binCounts[feature]))
      for row in rows.positions {
        let bin = Int(group.records[row * stride + feature])
        add(row, of: gradients, to: lanes.advanced(by: bin))
      }
    }
  }

  /// As above, for a feature of two-byte bins.
  package static func referenceBuild(
    wide column: UnsafePointer<UInt16>, binCount: Int, rows: RowMasks,
    gradients: FixedPointGradients, into lanes: HistogramLanes
  ) {
    clear(lanes, binCount: binCount)
    for row in rows.positions {
      add(row, of: gradients, to: lanes.advanced(by: Int(column[row])))
    }
  }

  private static func clear(_ lanes: HistogramLanes, binCount: Int) {
    for bin in 0..<binCount {
      lanes.gradients[bin] = 0
      lanes.hessians?[bin] = 0
      lanes.counts[bin] = 0
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
