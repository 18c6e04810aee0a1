internal import CGBDTKernels

extension ForestLayout {
  /// Codes of a block of rows stay in the first- or second-level cache.
  private static var bytesPerBlock: Int { 1 << 16 }

  func scores(
    _ columns: [CodedColumn], _ rowCount: Int, _ base: [Double], _ treeCount: Int, _ threads: Int,
    _ variant: KernelVariant
  ) -> [Double] {
    return [Double](unsafeUninitializedCapacity: rowCount * outputCount) { scores, initialized in
      forEachBlock(columns, rowCount, treeCount, threads, variant) { rows, codes, groups in
        let block = UnsafeMutableBufferPointer(
          rebasing: scores[(rows.lowerBound * outputCount)..<(rows.upperBound * outputCount)])
        let first = rows.lowerBound * outputCount
        for place in block.indices {
          block.initializeElement(at: place, to: base[(first + place) % base.count])
        }
        let add = Word.addLeafValues(variant)
        for (_, group) in groups {
          // SAFETY: `group` points into arrays that `forEachBlock` holds, with indices that `init` made
          // of checked trees; `codes` has rows.count x columnCount words and `block` a score for each
          // row and output.
          withUnsafePointer(to: group) {
            unsafe add(
              $0, codes, Int64(rows.count), Int64(columnCount), Int64(outputCount),
              block.baseAddress)
          }
        }
      }
      initialized = rowCount * outputCount
    }
  }

  func leaves(
    _ columns: [CodedColumn], _ rowCount: Int, _ treeCount: Int, _ threads: Int,
    _ variant: KernelVariant
  ) -> [UInt32] {
    [UInt32](unsafeUninitializedCapacity: rowCount * treeCount) { leaves, initialized in
      forEachBlock(columns, rowCount, treeCount, threads, variant) { rows, codes, groups in
        let find = Word.findLeaves(variant)
        for (place, group) in groups {
          let start = rows.lowerBound * treeCount + place.firstTree
          let block = leaves.baseAddress.map { $0 + start }
          // SAFETY: as in `scores`; the group's leaves of `rows` lie at a stride of `treeCount` from
          // `block`, within `leaves`.
          withUnsafePointer(to: group) {
            unsafe find(
              $0, codes, Int64(rows.count), Int64(columnCount), block, Int64(treeCount))
          }
          // Node numbers to leaf numbers.
          for row in 0..<rows.count {
            for leaf
              in (start + row * treeCount)..<(start + row * treeCount + Int(group.tree_count))
            {
              leaves[leaf] = leafNumbers[place.firstNode + Int(leaves[leaf])]
            }
          }
        }
      }
      initialized = rowCount * treeCount
    }
  }

  func addScores(_ rowCodes: Span<UInt32>, _ treeCount: Int, _ scores: inout MutableSpan<Double>) {
    withUnsafeTemporaryAllocation(of: Word.self, capacity: max(columnCount, 1)) { codes in
      for column in 0..<columnCount {
        codes.initializeElement(at: column, to: Word(rowCodes[column]))
      }
      let add = Word.addLeafValues(.current)
      scores.withUnsafeMutableBufferPointer { scores in
        for place in groups where place.firstTree < treeCount {
          withGroup(place, treeCount) { group in
            // SAFETY: as in `scores(_:)`, for one row.
            withUnsafePointer(to: group) {
              unsafe add(
                $0, codes.baseAddress, 1, Int64(columnCount), Int64(outputCount), scores.baseAddress
              )
            }
          }
        }
      }
    }
  }

  /// Codes the rows block by block, in parallel, and hands each block's rows and row-major codes to
  /// `body` together with the groups that hold the first `treeCount` trees.
  private func forEachBlock(
    _ columns: [CodedColumn], _ rowCount: Int, _ treeCount: Int, _ threads: Int,
    _ variant: KernelVariant,
    _ body: (Range<Int>, UnsafePointer<Word>?, [(Group, cgbdt_tree_group)]) -> Void
  ) {
    precondition(columns.count == columnCount, "one array a column")
    precondition(columns.allSatisfy { $0.rowCount == rowCount }, "columns have equal lengths")
    precondition(
      treeCount >= 0 && treeCount <= outputs.count, "no more trees than the forest has")
    let cacheRows = Self.bytesPerBlock / (max(columnCount, 1) * MemoryLayout<Word>.size)
    let fairRows = (rowCount + 4 * threads - 1) / (4 * max(threads, 1))
    let blockRows = max(64, min(cacheRows, fairRows, 4096))
    let blockCount = (rowCount + blockRows - 1) / blockRows
    withGroups(treeCount) { groups in
      Parallel.forEachBlock(count: blockCount, threads: threads) { block in
        let rows = (block * blockRows)..<min((block + 1) * blockRows, rowCount)
        withUnsafeTemporaryAllocation(
          of: Word.self, capacity: max(rows.count * columnCount, 1)
        ) { codes in
          for (index, column) in columns.enumerated() {
            encode(column, rows, codes.baseAddress.map { $0 + index }, variant)
          }
          body(rows, UnsafePointer(codes.baseAddress), groups)
        }
      }
    }
  }

  /// Writes the codes of `rows` to every `columnCount`-th word from `codes`.
  private func encode(
    _ column: CodedColumn, _ rows: Range<Int>, _ codes: UnsafeMutablePointer<Word>?,
    _ variant: KernelVariant
  ) {
    switch column {
    case .numbers(let values, let thresholds):
      values.withUnsafeBufferPointer { values in
        thresholds.withUnsafeBufferPointer { thresholds in
          // SAFETY: `rows` lie within `values`, and `codes` has room for them at this stride.
          unsafe Word.encodeNumbers(variant)(
            values.baseAddress.map { $0 + rows.lowerBound }, Int64(rows.count),
            thresholds.baseAddress, Int64(thresholds.count), codes, Int64(columnCount))
        }
      }
    case .categories(let values, let mapping):
      values.withUnsafeBufferPointer { values in
        mapping.withUnsafeBufferPointer { mapping in
          // SAFETY: as above; the kernel looks up only values that lie within `mapping`.
          unsafe Word.encodeCategories(variant)(
            values.baseAddress.map { $0 + rows.lowerBound }, Int64(rows.count),
            mapping.baseAddress, Int64(mapping.count), codes, Int64(columnCount))
        }
      }
    }
  }

  /// The groups that hold the first `treeCount` trees, as the kernel takes them; the last one cut short.
  private func withGroups(_ treeCount: Int, _ body: ([(Group, cgbdt_tree_group)]) -> Void) {
    withPointers { pointers in
      body(
        groups.prefix { $0.firstTree < treeCount }.map {
          ($0, pointers.group($0, treeCount: treeCount))
        })
    }
  }

  private func withGroup(_ group: Group, _ treeCount: Int, _ body: (cgbdt_tree_group) -> Void) {
    withPointers { body($0.group(group, treeCount: treeCount)) }
  }

  private func withPointers(_ body: (Pointers) -> Void) {
    words.withUnsafeBufferPointer { words in
      setWords.withUnsafeBufferPointer { setWords in
        values.withUnsafeBufferPointer { values in
          roots.withUnsafeBufferPointer { roots in
            outputs.withUnsafeBufferPointer { outputs in
              body(
                Pointers(
                  words: words, setWords: setWords, values: values, roots: roots, outputs: outputs))
            }
          }
        }
      }
    }
  }

  /// The forest's arrays while they are borrowed.
  private struct Pointers {
    let words: UnsafeBufferPointer<Word>
    let setWords: UnsafeBufferPointer<UInt32>
    let values: UnsafeBufferPointer<Double>
    let roots: UnsafeBufferPointer<UInt32>
    let outputs: UnsafeBufferPointer<Int32>

    func group(_ group: Group, treeCount: Int) -> cgbdt_tree_group {
      cgbdt_tree_group(
        nodes: words.baseAddress.map { UnsafeRawPointer($0 + 4 * group.firstNode) },
        sets: group.hasSets ? setWords.baseAddress.map { $0 + group.firstSetWord } : nil,
        values: values.baseAddress.map { $0 + group.firstNode },
        roots: roots.baseAddress.map { $0 + group.firstRoot },
        outputs: outputs.baseAddress.map { $0 + group.firstTree },
        tree_count: Int32(min(group.treeCount, treeCount - group.firstTree)))
    }
  }
}
