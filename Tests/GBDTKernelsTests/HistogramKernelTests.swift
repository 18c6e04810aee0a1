import GBDTKernels
import GBDTTestSupport
import Testing

@Suite struct HistogramKernelTests {
  /// Sizes around the vector widths, and one that fills packed words more than once.
  static let rowCounts = Array(0...67) + [1000, 150_000]

  /// Rows, features and gradients at random; lanes for the kernel and its twin.
  private struct Source {
    let records: KernelBuffer<UInt8>
    let gradients: KernelBuffer<Int32>
    let group: RecordGroup
    let binTotal: Int

    init(rowCount: Int, slotCount: Int, isWeighted: Bool, seed: UInt64) {
      var random = SeededRandom(seed: seed)
      let stride = RecordGroup.stride(slotCount: slotCount)
      let binCounts = (0..<slotCount).map { _ in
        [[1], [2], [17], [255], [256], [7, 24], [2, 1, 3, 2], [16, 16]].randomElement(
          using: &random)
          ?? [256]
      }
      // Offsets out of order, as features need not be neighbours.
      let features = binCounts.indices.flatMap { slot in
        binCounts[slot].indices.map { (slot: slot, digit: $0) }
      }
      var slots = binCounts.map { [Int](repeating: 0, count: $0.count) }
      var next = 3
      for feature in features.shuffled(using: &random) {
        slots[feature.slot][feature.digit] = next
        next += binCounts[feature.slot][feature.digit]
      }
      binTotal = next
      records = KernelBuffer(count: rowCount * stride)
      gradients = KernelBuffer(count: isWeighted ? 2 * rowCount : rowCount)
      // The largest gradients of one sign, so that packed words would overflow if they could.
      let limit: Int32 = isWeighted ? .max : (1 << 23) - 1
      let isExtreme = random.chance(0.5)
      for row in 0..<rowCount {
        for slot in 0..<slotCount {
          let codeCount = binCounts[slot].reduce(1, *)
          records[row * stride + slot] = UInt8(Int.random(in: 0..<codeCount, using: &random))
        }
        let gradient = isExtreme ? limit : Int32.random(in: -limit...limit, using: &random)
        if isWeighted {
          gradients[2 * row] = gradient
          gradients[2 * row + 1] = isExtreme ? .max : Int32.random(in: 0 ... .max, using: &random)
        } else {
          gradients[row] = gradient
        }
      }
      group = RecordGroup(
        records: records.start,
        slots: zip(slots, binCounts).map { offsets, counts in
          zip(offsets, counts).map { RecordGroup.Feature(binOffset: $0, binCount: $1) }
        })
    }
  }

  private func lanes(_ buffer: KernelBuffer<Int64>, _ binTotal: Int, _ isWeighted: Bool)
    -> HistogramLanes
  {
    let base = buffer.start
    return HistogramLanes(
      gradients: base, hessians: isWeighted ? base + binTotal : nil, counts: base + 2 * binTotal)
  }

  @Test(arguments: rowCounts, [false, true])
  func groupsAreBuiltAsTheTwinBuildsThem(rowCount: Int, isWeighted: Bool) {
    for slotCount in rowCount > 1000 ? [1, 16] : [1, 2, 7, 8, 9, 13, 16] {
      let source = Source(
        rowCount: rowCount, slotCount: slotCount, isWeighted: isWeighted,
        seed: UInt64(rowCount * 100 + slotCount))
      let gradients = FixedPointGradients(
        values: source.gradients.start, isWeighted: isWeighted)
      var random = SeededRandom(seed: 3)
      let all = RowMaskBuffer(rowCount: rowCount)
      let some = RandomRows(of: rowCount, chance: 0.4, using: &random)
      for rows in [all.rows, some.rows] {
        let result = KernelBuffer<Int64>(count: 3 * source.binTotal)
        let expected = KernelBuffer<Int64>(count: 3 * source.binTotal)
        // Sums take the place of what is there; entries of other features stay.
        result.elements.update(repeating: 5)
        expected.elements.update(repeating: 5)
        HistogramKernel.build(
          source.group, rows: rows, gradients: gradients,
          into: lanes(result, source.binTotal, isWeighted))
        HistogramKernel.referenceBuild(
          source.group, rows: rows, gradients: gradients,
          into: lanes(expected, source.binTotal, isWeighted))
        #expect(result.elements.elementsEqual(expected.elements))
      }
    }
  }

  /// All rows in one bin with the largest gradients of one sign: as much as packed sums can hold,
  /// again and again. Words that lack a row fill them in other steps than full words.
  @Test(arguments: [false, true], [false, true])
  func packedSumsHoldTheLargestGradients(isWeighted: Bool, isNegative: Bool) {
    let rowCount = 3 * 65_536 + 999
    let limit: Int32 = isWeighted ? .max : (1 << 23) - 1
    let gradient = isNegative ? -limit : limit
    let values = KernelBuffer<Int32>(count: isWeighted ? 2 * rowCount : rowCount)
    for place in values.elements.indices {
      values.elements[place] = isWeighted && !place.isMultiple(of: 2) ? .max : gradient
    }
    // Two features share the first slot.
    let records = KernelBuffer<UInt8>(count: rowCount * RecordGroup.stride(slotCount: 2))
    let features = [3, 5, 200].map { RecordGroup.Feature(binOffset: $0, binCount: 2) }
    let group = RecordGroup(records: records.start, slots: [Array(features[...1]), [features[2]]])
    let gradients = FixedPointGradients(values: values.start, isWeighted: isWeighted)
    let rows = RowMaskBuffer(rowCount: rowCount)
    for mask: UInt64 in [.max, .max - 1] {
      for word in rows.masks.elements.indices { rows.masks[word] &= mask }
      let result = KernelBuffer<Int64>(count: 3 * 256)
      HistogramKernel.build(
        group, rows: rows.rows, gradients: gradients, into: lanes(result, 256, isWeighted))
      let count = Int64(rows.rows.rowCount)
      for feature in features {
        #expect(result[feature.binOffset] == count * Int64(gradient))
        #expect(result[256 + feature.binOffset] == (isWeighted ? count * Int64(Int32.max) : 0))
        #expect(result[512 + feature.binOffset] == count)
        for lane in 0..<3 { #expect(result[256 * lane + feature.binOffset + 1] == 0) }
      }
    }
    withExtendedLifetime((values, records, rows)) {}
  }

  @Test(arguments: [0, 1, 66, 5000], [false, true])
  func wideColumnsAreBuiltAsTheTwinBuildsThem(rowCount: Int, isWeighted: Bool) {
    let source = Source(
      rowCount: rowCount, slotCount: 1, isWeighted: isWeighted, seed: UInt64(rowCount))
    let column = KernelBuffer<UInt16>(count: rowCount)
    var random = SeededRandom(seed: 9)
    for row in 0..<rowCount { column[row] = UInt16.random(in: 0..<700, using: &random) }
    let gradients = FixedPointGradients(
      values: source.gradients.start, isWeighted: isWeighted)
    let all = RowMaskBuffer(rowCount: rowCount)
    let some = RandomRows(of: rowCount, chance: 0.4, using: &random)
    for rows in [all.rows, some.rows] {
      let result = KernelBuffer<Int64>(count: 2100)
      let expected = KernelBuffer<Int64>(count: 2100)
      result.elements.update(repeating: 5)
      HistogramKernel.build(
        wide: column.start, binCount: 700, rows: rows, gradients: gradients,
        into: lanes(result, 700, isWeighted))
      expected.elements.update(repeating: 5)
      HistogramKernel.referenceBuild(
        wide: column.start, binCount: 700, rows: rows, gradients: gradients,
        into: lanes(expected, 700, isWeighted))
      #expect(result.elements.elementsEqual(expected.elements))
    }
  }

  @Test(arguments: KernelVariant.supported)
  func everyVariantAddsSubtractsAndUnpacks(variant: KernelVariant) {
    var random = SeededRandom(seed: 4)
    for count in 0...67 {
      let terms = (0..<count).map { _ in Int64.random(in: .min ... .max, using: &random) }
      let start = (0..<count).map { _ in Int64.random(in: .min ... .max, using: &random) }
      var sums = start
      HistogramKernel.add(terms, count: count, to: &sums, variant: variant)
      #expect(sums == zip(start, terms).map { $0 &+ $1 })
      HistogramKernel.subtract(terms, count: count, from: &sums, variant: variant)
      #expect(sums == start)
      unpack(count: count, variant: variant, using: &random)
    }
  }

  private func unpack(count: Int, variant: KernelVariant, using random: inout SeededRandom) {
    let gradients = (0..<count).map { _ in
      Int64.random(in: -(1 << 39)..<(1 << 39), using: &random)
    }
    let hessians = (0..<count).map { _ in Int64.random(in: 0..<(1 << 47), using: &random) }
    let counts = (0..<count).map { _ in Int64.random(in: 0...65_536, using: &random) }
    let result = KernelBuffer<Int64>(count: 3 * count)
    for bin in 0..<count {
      result[bin] = 9
      result[2 * count + bin] = 9
    }
    let base = result.start
    let constant = HistogramLanes(
      gradients: base, hessians: nil, counts: base + 2 * count)
    let packed = (0..<count).map { UInt64(bitPattern: gradients[$0] << 24 + counts[$0]) }
    packed.withUnsafeBufferPointer {
      HistogramKernel.unpack(constant: $0, adding: false, into: constant, variant: variant)
    }
    #expect(Array(result.elements[0..<count]) == gradients)
    #expect(Array(result.elements[(2 * count)...]) == counts)
    let pairs = (0..<count).flatMap {
      [UInt64(bitPattern: gradients[$0]), UInt64(hessians[$0]) << 17 + UInt64(counts[$0])]
    }
    pairs.withUnsafeBufferPointer {
      HistogramKernel.unpack(
        weighted: $0, adding: true, into: constant, hessians: base + count, variant: variant)
    }
    #expect(Array(result.elements[0..<count]) == gradients.map { 2 * $0 })
    #expect(Array(result.elements[count..<2 * count]) == hessians)
    #expect(Array(result.elements[(2 * count)...]) == counts.map { 2 * $0 })
  }
}
