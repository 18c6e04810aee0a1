import Foundation
import GBDTParameters

/// The metrics as their formulas are written, row by row, in plain sums.
struct MetricReference {
  let rows: MetricRows
  let prediction: PredictionKind

  init(_ rows: MetricRows, prediction: PredictionKind) {
    self.rows = rows
    self.prediction = prediction
  }

  private func weight(_ row: Int) -> Double { rows.weights?[row] ?? 1 }

  private func score(_ row: Int, _ output: Int = 0) -> Double {
    rows.scores[output * rows.count + row]
  }

  private func mean(_ loss: (_ prediction: Double, _ label: Double) -> Double) -> Double {
    meanOfRows { loss(score($0), rows.labels[$0]) }
  }

  private func meanOfRows(_ loss: (Int) -> Double) -> Double {
    let all = 0..<rows.count
    return all.reduce(0) { $0 + weight($1) * loss($1) } / all.reduce(0) { $0 + weight($1) }
  }

  func value(_ name: MetricName) -> Double {
    let at = name.argument
    switch name.kind {
    case .rmse: return mean { ($0 - $1) * ($0 - $1) }.squareRoot()
    case .mse: return mean { ($0 - $1) * ($0 - $1) }
    case .mae: return mean { abs($0 - $1) }
    case .mape: return mean { abs($0 - $1) / max(1, abs($1)) }
    case .rmsle: return mean { pow(log1p(max($0, 0)) - log1p($1), 2) }.squareRoot()
    case .r2:
      let centre = mean { $1 }
      return 1 - mean { ($0 - $1) * ($0 - $1) } / mean { ($1 - centre) * ($1 - centre) }
    case .quantile: return quantile(at)
    case .huber:
      return mean {
        let (error, delta) = (abs($0 - $1), at ?? 0.9)
        return error <= delta ? error * error / 2 : delta * error - delta * delta / 2
      }
    case .fair:
      return mean {
        let (error, c) = (abs($0 - $1), at ?? 1)
        return c * error - c * c * log1p(error / c)
      }
    case .poisson: return mean { $0 - $1 * log($0) }
    case .poissonDeviance: return mean { 2 * ($1 * log($1 / $0) - $1 + $0) }
    case .gamma: return mean { $1 / $0 + log($0) }
    case .gammaDeviance: return mean { 2 * ($1 / $0 - log($1 / $0) - 1) }
    case .tweedie:
      let p = at ?? 1.5
      return mean { pow($0, 2 - p) / (2 - p) - $1 * pow($0, 1 - p) / (1 - p) }
    case .tweedieDeviance:
      let p = at ?? 1.5
      return mean {
        2
          * (pow($1, 2 - p) / (1 - p) / (2 - p) - $1 * pow($0, 1 - p) / (1 - p)
            + pow($0, 2 - p) / (2 - p))
      }
    case .logloss, .crossEntropy: return mean { -$1 * log($0) - (1 - $1) * log(1 - $0) }
    case .error: return mean { $0 > at ?? 0.5 ? 1 - $1 : $1 }
    case .auc: return areaUnderCurve()
    case .aucPR: return averagePrecision()
    case .multiLogloss: return meanOfRows { -log(score($0, Int(rows.labels[$0]))) }
    case .multiError:
      return meanOfRows { row in
        let own = score(row, Int(rows.labels[row]))
        let above = (0..<rows.outputCount).count { score(row, $0) >= own }
        return Double(above) > at ?? 1 ? 1 : 0
      }
    case .ndcg: return meanOfQueries { ndcg($0, first: at.map { Int($0) } ?? $0.count) }
    case .map: return meanOfQueries { averagePrecision($0, first: at.map { Int($0) } ?? $0.count) }
    }
  }

  private func quantile(_ at: Double?) -> Double {
    func loss(_ alpha: Double, _ output: Int) -> Double {
      meanOfRows {
        let error = rows.labels[$0] - score($0, output)
        return max(alpha * error, (alpha - 1) * error)
      }
    }
    let alphas = MetricRows.quantiles
    guard prediction == .quantiles else { return loss(at ?? alphas[0], 0) }
    let outputs = alphas.indices.filter { at == nil || alphas[$0] == at }
    return outputs.map { loss(alphas[$0], $0) }.reduce(0, +) / Double(outputs.count)
  }

  /// Over all pairs.
  private func areaUnderCurve() -> Double {
    var (area, pairs) = (0.0, 0.0)
    for a in 0..<rows.count {
      for b in 0..<rows.count {
        let mass = weight(a) * rows.labels[a] * weight(b) * (1 - rows.labels[b])
        pairs += mass
        area += score(a) > score(b) ? mass : score(a) == score(b) ? mass / 2 : 0
      }
    }
    return area / pairs
  }

  /// Over all rows: the precision down to the row's score.
  private func averagePrecision() -> Double {
    var (area, positives) = (0.0, 0.0)
    for a in 0..<rows.count {
      let mass = weight(a) * rows.labels[a]
      var (positive, all) = (0.0, 0.0)
      for b in 0..<rows.count where score(b) >= score(a) {
        positive += weight(b) * rows.labels[b]
        all += weight(b)
      }
      if mass > 0 { area += mass * positive / all }
      positives += mass
    }
    return area / positives
  }

  // MARK: Queries

  private func meanOfQueries(_ value: (Range<Int>) -> Double) -> Double {
    var (sum, weights) = (0.0, 0.0)
    for query in rows.queries ?? [] {
      let mean = query.reduce(0) { $0 + weight($1) } / Double(query.count)
      let isRelevant = query.contains { rows.labels[$0] > 0 }
      sum += mean * (isRelevant ? value(query) : 1)
      weights += mean
    }
    return sum / weights
  }

  /// For each row of a query the places, from 0, that it may stand at: those of its score.
  private func places(_ row: Int, in query: Range<Int>) -> Range<Int> {
    let above = query.count { score($0) > score(row) }
    return above..<above + query.count { score($0) == score(row) }
  }

  private func ndcg(_ query: Range<Int>, first: Int) -> Double {
    let discount = { (place: Int) in place < first ? 1 / log2(Double(place) + 2) : 0 }
    let gain = { (row: Int) in pow(2, rows.labels[row]) - 1 }
    let total = query.reduce(0.0) { sum, row in
      let places = places(row, in: query)
      return sum + gain(row) * places.reduce(0) { $0 + discount($1) } / Double(places.count)
    }
    let best = query.map(gain).sorted(by: >).enumerated().reduce(0) {
      $0 + $1.element * discount($1.offset)
    }
    return total / best
  }

  /// The mean over shuffles of the rows of equal score would be this: each relevant row at each of its
  /// places, with the others of its score around it as likely to be above as their places allow.
  private func averagePrecision(_ query: Range<Int>, first: Int) -> Double {
    let relevant = query.filter { rows.labels[$0] > 0 }
    var total = 0.0
    for row in relevant {
      let places = places(row, in: query)
      let certain = relevant.count { score($0) > score(row) }
      let others = relevant.count { score($0) == score(row) } - 1
      for place in places where place < first {
        let between = Double(place - places.lowerBound)
        let likely =
          places.count > 1 ? Double(others) * between / Double(places.count - 1) : 0
        total += (Double(certain) + likely + 1) / Double(place + 1) / Double(places.count)
      }
    }
    return total / Double(min(relevant.count, first))
  }
}
