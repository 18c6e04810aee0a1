internal import GBDTCore
internal import GBDTKernels
package import GBDTParameters

/// XE-NDCG: a query's loss is the cross entropy of the softmax of its scores and of a distribution that
/// labels make with random numbers, whose mean bounds NDCG (Bruch 2021, "An alternative cross entropy
/// loss for learning-to-rank", with its third-order approximation of the inverse Hessian).
///
/// With p the softmax of the scores and q[i] proportional to 2^label[i] - g[i], g being random in [0, 1) for each
/// row and iteration, the gradient begins with p - q; second and third term follow the paper, as in
/// LightGBM. The hessian is p (1 - p). Both are multiplied by the row's weight. g is a function of seed,
/// iteration, the query's number and the row's place in it. The base score is 0: only differences matter.
package struct RankXENDCGObjective: Objective {
  package let name = ObjectiveName.rankXENDCG
  package let link = Link.identity
  package let outputCount = 1
  package let hasConstantHessian = false
  package let isGrouped = true
  private let hash: CounterHash

  package init(seed: UInt64) { hash = CounterHash(seed: seed, purpose: .objective) }

  package func complaint(about label: Double) -> String? {
    RankGains().complaint(about: label)
  }

  package func baseScores(of summary: LabelSummary) -> [Double] { [0] }

  package func writeGradients(
    of rows: LabelledRows, gradients: UnsafeMutableBufferPointer<Double>,
    hessians: UnsafeMutableBufferPointer<Double>?
  ) {
    guard let hessians else { preconditionFailure("hessians that differ by row are written") }
    guard let query = rows.query else { preconditionFailure("ranked rows are of a query") }
    guard rows.count > 1 else {
      gradients.update(repeating: 0)
      return hessians.update(repeating: 0)
    }
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 3 * rows.count) { memory in
      memory.initialize(repeating: 0)
      let part = { (index: Int) in
        UnsafeMutableBufferPointer(rebasing: memory[rows.places(of: index)])
      }
      let (chances, terms, targets) = (part(0), part(1), part(2))
      writeSoftmax(of: rows.scores, to: chances, scratch: terms)
      writeTargets(of: rows.labels, query: query, to: targets)
      write(chances: chances, targets: targets, terms: terms, gradients: gradients)
      for place in 0..<rows.count {
        hessians[place] = chances[place] * (1 - chances[place])
        guard let weight = rows.weights?[place] else { continue }
        gradients[place] *= weight
        hessians[place] *= weight
      }
    }
  }

  private func writeSoftmax(
    of scores: UnsafeBufferPointer<Double>, to chances: UnsafeMutableBufferPointer<Double>,
    scratch: UnsafeMutableBufferPointer<Double>
  ) {
    var largest = scores[0]
    for score in scores where score > largest { largest = score }
    for place in scores.indices { scratch[place] = scores[place] - largest }
    UnaryFunction.exp.apply(to: UnsafeBufferPointer(scratch), into: chances)
    let inverse = 1 / RankingKernel.laneSum(UnsafeBufferPointer(chances))
    for place in chances.indices { chances[place] *= inverse }
  }

  private func writeTargets(
    of labels: UnsafeBufferPointer<Double>, query: QueryContext,
    to targets: UnsafeMutableBufferPointer<Double>
  ) {
    let random = hash.atIteration(query.iteration).atIteration(query.number)
    for place in labels.indices {
      let share = Double(random.value(UInt64(place)) >> 11) * 0x1p-53
      targets[place] = Double(1 << Int(labels[place])) - share
    }
    // Above 0: the share is below 1.
    let inverse = 1 / RankingKernel.laneSum(UnsafeBufferPointer(targets))
    for place in targets.indices { targets[place] *= inverse }
  }

  /// Three terms of the gradient, each made of the one before divided by what the chance leaves.
  private func write(
    chances: UnsafeMutableBufferPointer<Double>, targets: UnsafeMutableBufferPointer<Double>,
    terms: UnsafeMutableBufferPointer<Double>, gradients: UnsafeMutableBufferPointer<Double>
  ) {
    // A row that has nearly all of the chance would make others' terms of rounding errors.
    let smallestRest = 0x1p-20
    for place in chances.indices {
      let first = chances[place] - targets[place]
      gradients[place] = first
      terms[place] = first / max(1 - chances[place], smallestRest)
    }
    for isLast in [false, true] {
      let sum = RankingKernel.laneSum(UnsafeBufferPointer(terms))
      for place in chances.indices {
        let next = chances[place] * (sum - terms[place])
        gradients[place] += next
        if !isLast { terms[place] = next / max(1 - chances[place], smallestRest) }
      }
    }
  }
}
