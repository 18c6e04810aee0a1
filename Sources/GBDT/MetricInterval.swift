internal import GBDTKernels
internal import GBDTObjectives

/// Where a metric lies on 95 of 100 samples of the rows, drawn with replacement.
public struct MetricInterval: Sendable, Equatable {
  /// 2.5% of the samples have a smaller value.
  public let lower: Double
  /// 2.5% of the samples have a larger value.
  public let upper: Double
  /// Samples on which the metric has a value: on few rows some may have none, as auc without a row of
  /// one class.
  public let sampleCount: Int
}

extension MetricInterval {
  /// Percentile intervals of metrics, one a metric; nil for a metric with a value on no sample.
  ///
  /// - Parameters:
  ///   - samples: how many to draw; each takes as long as measuring the rows on one thread.
  ///   - seed: equal seeds draw equal samples.
  static func intervals(
    of panel: MetricPanel, on rows: MeasuredRows, samples: Int, seed: UInt64, threads: Int
  ) -> [MetricInterval?] {
    let lines = Parallel.map(count: samples, threads: threads) { sample in
      rows.values(of: panel, sample: sample, seed: seed)
    }
    return panel.metrics.indices.map { place in
      MetricInterval(of: lines.map { $0[place] }.filter(\.isFinite).sorted())
    }
  }

  /// - Parameter values: ascending; nil for none.
  private init?(of values: [Double]) {
    if values.isEmpty { return nil }
    lower = Self.quantile(0.025, of: values)
    upper = Self.quantile(0.975, of: values)
    sampleCount = values.count
  }

  /// Between the values at the places around share * (count - 1), in proportion.
  private static func quantile(_ share: Double, of values: [Double]) -> Double {
    let position = share * Double(values.count - 1)
    let place = Int(position)
    let next = min(place + 1, values.count - 1)
    return values[place] + (position - Double(place)) * (values[next] - values[place])
  }
}
