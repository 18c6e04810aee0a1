package import GBDTCore
package import GBDTData

/// Why a run over worker processes ended without a model.
package enum ClusterError: DescribedError, Equatable {
  /// A worker refused what it was given: the parameters, what the data are to become. As the plain process
  /// would.
  case refused(category: ErrorCategory, message: String)
  /// A worker refused its data, as the plain process would.
  case badData(DataError)
  /// A worker was lost and could not be replaced.
  case gaveUp(worker: Int, phase: String, cause: String, attempts: Int)
  /// A process could not be started.
  case cannotStart(worker: Int, reason: String)
  /// The workers cannot be connected with each other.
  case cannotConnect(reason: String)
  /// Workers that must agree do not: a defect of this library, or of a machine.
  case disagreement(String)
  /// What travelled between processes could not be understood.
  case malformed(String)

  package var category: ErrorCategory {
    switch self {
    case .refused(let category, _): category
    case .badData(let error): error.category
    case .gaveUp, .cannotStart, .cannotConnect: .tryAgain
    case .disagreement, .malformed: .internal
    }
  }

  package var message: String {
    switch self {
    case .refused(_, let message): message
    case .badData(let error): error.message
    case .gaveUp(let worker, let phase, let cause, let attempts):
      "Worker \(worker) was lost while \(phase): \(cause). It was started \(attempts) times without "
        + "getting further. Mend the cause and start the run again."
    case .cannotStart(let worker, let reason):
      "Worker \(worker) cannot be started: \(reason)\(reason.hasSuffix(".") ? "" : ".") Free memory or "
        + "processes, allow more open files, or give fewer --workers."
    case .cannotConnect(let reason):
      "The workers cannot be connected: \(reason). Give fewer --workers, or raise the limit "
        + "(`ulimit -n`)."
    case .disagreement(let what):
      "The workers do not agree on \(what), which is impossible with sound memory and one version of "
        + "gbdt. No model is written. Run again; if it happens again, please report it."
    case .malformed(let what): "A message between processes cannot be understood: \(what)."
    }
  }
}
