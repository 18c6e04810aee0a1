internal import GBDTCore
internal import GBDTKernels
internal import GBDTObjectives
internal import GBDTParameters

/// The metrics of every set of rows. Those after one iteration make a line: sets in order, and for
/// each the metrics in order.
struct MetricBoard {
  private let sets: [MeasuredSet]
  let metrics: MetricList

  private struct MeasuredSet {
    let rows: ScoredRows
    let panel: MetricPanel
    let weights: Double
  }

  /// - Parameter sets: each with the summary of its labels in all processes.
  /// - Throws: if labels of a set have no value of some metric, or a closure cannot measure its rows.
  init(
    sets: [(rows: ScoredRows, labels: LabelSummary)], metrics: MetricList,
    parameters: TrainParameters, objective: any Objective, collective: any TrainingCollective,
    threads: Int
  ) throws(TrainingError) {
    self.metrics = metrics
    let settings = MetricSettings(parameters)
    var measured: [MeasuredSet] = []
    for (rows, labels) in sets {
      let panel = MetricPanel(
        metrics.named, custom: metrics.custom, settings: settings, link: objective.link,
        labels: MeasuredLabels(labels))
      for metric in metrics.custom {
        if let complaint = metric.complaint(
          outputCount: objective.outputCount, hasQueries: rows.queries != nil)
        {
          throw .usage("The metric \(complaint).")
        }
      }
      if panel.hasMetrics(of: .all) { rows.keepFirstOrder() }
      if panel.isBoundToLabels {
        let labels = try Self.range(
          of: labels, in: rows, collective: collective, threads: threads)
        if let complaint = panel.complaint(about: labels) {
          throw .data("The metric \(complaint), in the \(rows.name) set. Choose another metric.")
        }
      }
      measured.append(MeasuredSet(rows: rows, panel: panel, weights: labels.weights.value))
    }
    self.sets = measured
  }

  /// The labels with their range in all processes together.
  private static func range(
    of summary: LabelSummary, in rows: ScoredRows, collective: any TrainingCollective, threads: Int
  ) throws(TrainingError) -> MeasuredLabels {
    let parts = Parallel.map(count: rows.stretches.count, threads: threads) { index in
      var labels = MeasuredLabels()
      labels.widen(to: rows.rows(rows.stretches[index]))
      return labels
    }
    var labels = parts.reduce(into: MeasuredLabels(summary)) { $0.widen(to: $1) }
    do throws(CollectiveError) {
      let ends = try collective.max([-labels.lowest, labels.highest])
      (labels.lowest, labels.highest) = (-ends[0], ends[1])
    } catch {
      throw .collective(error)
    }
    return labels
  }

  /// Values in a line.
  var lineWidth: Int { sets.count * metrics.count }

  /// The line of the present scores.
  func line(
    collective: any TrainingCollective, threads: Int
  ) throws(CollectiveError) -> [Double] {
    var states = sets.map { set in
      Parallel.map(count: set.rows.stretches.count, threads: threads) { index in
        var states = set.panel.states
        set.panel.add(set.rows.rows(set.rows.stretches[index]), to: &states)
        if let queries = set.rows.queries, set.panel.hasMetrics(of: .query) {
          for query in set.rows.queries(ofStretch: index) {
            set.rows.withRows(ofQuery: query, in: queries, iteration: 0) { rows, _ in
              set.panel.add(query: rows, to: &states)
            }
          }
        }
        for place in states.indices { states[place].masses.sort() }
        return states
      }.reduce(into: set.panel.states) { sum, part in
        for place in sum.indices { sum[place].add(part[place]) }
      }
    }
    for (place, set) in sets.enumerated() where set.panel.hasMetrics(of: .all) {
      set.rows.withAllRows { set.panel.add(all: $0, to: &states[place]) }
    }
    try collective.add(&states)
    return zip(sets, states).flatMap { $0.panel.values(of: $1, weights: $0.weights) }
  }

  /// What the values of a line are.
  func values(of line: [Double]) -> [MetricValue] {
    line.enumerated().map { place, value in
      MetricValue(
        set: setName(place), name: metrics.name(place % metrics.count), value: value)
    }
  }

  private func setName(_ place: Int) -> String { sets[place / metrics.count].rows.name }

  /// - Throws: for a line in which a closure gave NaN or infinity.
  func check(_ line: [Double], iteration: Int) throws(TrainingError) {
    guard let place = line.firstIndex(where: { !$0.isFinite }) else { return }
    throw .data(
      "After iteration \(iteration) the metric `\(metrics.name(place % metrics.count))` of the "
        + "\(setName(place)) set is no finite number; its closure must give one for these rows.")
  }

  /// The lines by set and metric; an empty one says that its iteration was not measured.
  func history(of lines: [[Double]]) -> [MetricHistory] {
    let iterations = lines.indices.filter { !lines[$0].isEmpty }
    return (0..<lineWidth).map { place in
      MetricHistory(
        set: setName(place), name: metrics.name(place % metrics.count),
        iterations: iterations.map { $0 + 1 }, values: iterations.map { lines[$0][place] })
    }
  }
}

extension TrainingCollective {
  /// Adds the states of all processes: sums in one exchange, scores in another where there are some.
  ///
  /// - Precondition: states of the same metrics in every process.
  fileprivate func add(_ states: inout [[MetricState]]) throws(CollectiveError) {
    if worldSize == 1 { return }
    var sums = try sum(states.joined().flatMap(\.sums))[...]
    var writer = ByteWriter()
    for set in states.indices {
      for place in states[set].indices {
        let count = states[set][place].sums.count
        states[set][place].sums = Array(sums.prefix(count))
        sums = sums.dropFirst(count)
        if states[set][place].isOfScores { writer.value(states[set][place].masses) }
      }
    }
    guard states.joined().contains(where: \.isOfScores) else { return }
    let gathered = try gatherToAll(writer.bytes)
    do throws(ByteError) {
      for (rank, bytes) in gathered.enumerated() where rank != self.rank {
        var reader = ByteReader(bytes)
        for set in states.indices {
          for place in states[set].indices where states[set][place].isOfScores {
            states[set][place].masses.add(try reader.value())
          }
        }
        try reader.expectEnd(of: "the scores")
      }
    } catch {
      throw .lost(reason: "another process sent scores that are none: \(error)")
    }
  }
}
