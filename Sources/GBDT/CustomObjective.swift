internal import GBDTObjectives

/// A loss that has no name in `docs/PARAMETERS.md`, given as its derivatives: `Training.objective`.
///
///     var training = try Training(parameters: ["learning_rate": 0.05])
///     training.objective = CustomObjective { score, label in
///       let error = score - label          // log(cosh(error))
///       let slope = tanh(error)
///       return (gradient: slope, hessian: 1 - slope * slope)
///     }
///
/// The closure is called for chunks of rows, on any thread and possibly more than once with equal scores. As long
/// as it looks at nothing that changes, the model is the same for any number of threads; on other machines only if
/// the functions that it calls give the same bits there. It cannot be sent to worker processes.
///
/// A model keeps the link, so that it predicts without the closure; to go on from it, give the objective again.
public struct CustomObjective: Sendable {
  /// How raw scores become predictions.
  public enum Link: String, Sendable, CaseIterable {
    /// The prediction is the raw score.
    case identity
    /// e to the raw score.
    case exp
    /// 1 / (1 + e^-score).
    case logistic
    /// e^score[k] / sum of e^score over the outputs.
    case softmax
    /// `logistic` of each output.
    case logisticEach = "logistic_each"
    /// The raw scores of a row in ascending order.
    case ascending
  }

  /// Some rows, while their derivatives are asked for: of no use afterwards.
  public struct Rows {
    fileprivate let rows: LabelledRows

    /// How many.
    public var count: Int { rows.count }
    /// Raw scores a row.
    public var outputCount: Int { rows.outputCount }
    /// What is learned.
    public func label(_ row: Int) -> Double { rows.labels[row] }
    /// What the row counts for.
    public func weight(_ row: Int) -> Double { rows.weights?[row] ?? 1 }
    /// The raw score of an output.
    public func score(_ row: Int, output: Int = 0) -> Double { rows.scores(of: output)[row] }
  }

  /// Where the derivatives of the rows go: of no use afterwards.
  public struct Derivatives {
    fileprivate let gradients: UnsafeMutableBufferPointer<Double>
    fileprivate let hessians: UnsafeMutableBufferPointer<Double>
    fileprivate let rowCount: Int

    /// Sets first and second derivative of the loss by a raw score, both times the row's weight.
    ///
    /// - Parameter hessian: not negative. NaN or infinity in either end the training with an error.
    public func set(_ row: Int, output: Int = 0, gradient: Double, hessian: Double) {
      gradients[output * rowCount + row] = gradient
      hessians[output * rowCount + row] = hessian
    }
  }

  let objective: GBDTObjectives.CustomObjective

  /// A loss of any number of outputs.
  ///
  /// - Parameters:
  ///   - baseScores: the raw scores before the first tree, one an output; nil: 0.
  ///   - derivatives: sets those of every row and output; what it does not set is 0.
  /// - Precondition: at least one output, and as many base scores, all finite.
  public init(
    link: Link = .identity, outputs: Int = 1, baseScores: [Double]? = nil,
    derivatives: @escaping @Sendable (_ rows: Rows, _ derivatives: Derivatives) -> Void
  ) {
    let bases = baseScores ?? [Double](repeating: 0, count: outputs)
    precondition(
      outputs >= 1 && bases.count == outputs && bases.allSatisfy(\.isFinite),
      "a finite base score for each output")
    objective = GBDTObjectives.CustomObjective(
      link: GBDTObjectives.Link(link), outputCount: outputs, baseScores: { _ in bases }
    ) { rows, gradients, hessians in
      gradients.update(repeating: 0)
      hessians.update(repeating: 0)
      derivatives(
        Rows(rows: rows),
        Derivatives(gradients: gradients, hessians: hessians, rowCount: rows.count))
    }
  }

  /// A loss of one raw score and one label.
  ///
  /// - Parameters:
  ///   - baseScore: the raw score before the first tree, finite.
  ///   - derivatives: the first two by the raw score, for a row of weight 1.
  public init(
    link: Link = .identity, baseScore: Double = 0,
    derivatives:
      @escaping @Sendable (_ score: Double, _ label: Double) -> (
        gradient: Double, hessian: Double
      )
  ) {
    self.init(link: link, baseScores: [baseScore]) { rows, target in
      for row in 0..<rows.count {
        let (gradient, hessian) = derivatives(rows.score(row), rows.label(row))
        let weight = rows.weight(row)
        target.set(row, gradient: weight * gradient, hessian: weight * hessian)
      }
    }
  }
}

extension GBDTObjectives.Link {
  fileprivate init(_ link: CustomObjective.Link) {
    switch link {
    case .identity: self = .identity
    case .exp: self = .exp
    case .logistic: self = .logistic
    case .softmax: self = .softmax
    case .logisticEach: self = .logisticEach
    case .ascending: self = .ascending
    }
  }
}
