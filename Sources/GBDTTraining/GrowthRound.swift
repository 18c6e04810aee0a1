internal import GBDTKernels

/// One round of the growth of an iteration's trees: rows are partitioned, histograms built, and best splits found. It is
/// one parallel region, or two where processes exchange histograms between.
struct GrowthRound {
  /// Fewer rows in a round are not worth another thread.
  private static let rowsPerThread = 1024

  /// Of each tree that splits nodes; empty: of the roots.
  let partitions: [RowPartition.Batch]
  let histograms: HistogramBatch
  /// Histograms that are built from rows.
  let built: [Histogram]
  let search: SplitSearch
  /// Rows that the round looks at; few rows are not worth many threads.
  let rowCount: Int

  /// - Parameter exchange: nil: there are no other processes.
  func run(
    exchange: HistogramExchange?, threads: Int, timer: StageTimer,
    counters: inout TrainingCounters
  ) throws(CollectiveError) {
    let threads = min(threads, 1 + rowCount / Self.rowsPerThread)
    var phases = ParallelPhase.joined(partitions.map(\.phases)).map {
      timed($0, \.partition, timer)
    }
    phases += histograms.phases.map { timed($0, \.histograms, timer) }
    if let exchange, !built.isEmpty {
      Parallel.run(phases, threads: threads)
      timer.enter(\.exchange)
      try exchange.sum(built)
      phases = []
      counters.parallelRegions += 1
    }
    phases.append(timed(search.phase, \.splits, timer))
    Parallel.run(phases, threads: threads)
    histograms.finish()
    counters.parallelRegions += 1
    counters.rounds += 1
    counters.builtHistograms += built.count
    for partition in partitions {
      counters.partitionedRows += UInt64(partition.rowCount)
      counters.partitionedWords += UInt64(partition.wordCount)
    }
    counters.histogramUpdates += UInt64(histograms.updateCount)
  }

  private func timed(
    _ phase: ParallelPhase, _ stage: WritableKeyPath<TrainingTimings, Double>, _ timer: StageTimer
  ) -> ParallelPhase {
    ParallelPhase(
      begin: {
        timer.enter(stage)
        return phase.begin()
      }, body: phase.body)
  }
}
