extension HistogramKernel {
  /// What `build` does, in plain Swift: the twin that tests hold the kernels against.
  package static func referenceBuild(
    _ group: RecordGroup, rows: RowMasks, gradients: FixedPointGradients,
    into lanes: HistogramLanes
  ) {
    let stride = RecordGroup.stride(slotCount: group.slots.count)
    for (slot, features) in group.slots.enumerated() {
      var rest = features.reduce(1) { $0 * $1.binCount }
      for feature in features {
        rest /= feature.binCount
        let lanes = lanes.advanced(by: feature.binOffset)
        clear(lanes, binCount: feature.binCount)
        for row in rows.positions {
          let code = Int(group.records[row * stride + slot])
          add(row, of: gradients, to: lanes.advanced(by: code / rest % feature.binCount))
        }
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
