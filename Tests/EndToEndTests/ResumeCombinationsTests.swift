import Foundation
import GBDTTestSupport
import Testing

/// A run that is killed and resumed ends in the bytes of the straight run, whatever options stand together.
@Suite struct ResumeCombinationsTests {
  /// Options of one run, and over how many workers it is begun and ended.
  struct Combination: CustomTestStringConvertible, Sendable {
    let label: String
    let settings: String
    var workers = (first: 0, second: 0)

    var testDescription: String { "\(label) \(settings)" }

    init(_ label: String, _ settings: String, workers: (Int, Int) = (0, 0)) {
      self.label = label
      self.settings = settings
      self.workers = workers
    }
  }

  static let combinations = [
    Combination(
      "y", "objective=regression_l1 bagging_fraction=0.7 bagging_freq=2 feature_fraction=0.6",
      workers: (0, 2)),
    Combination("y", "objective=quantile alpha=0.1,0.5,0.9 --weight w --valid-fraction 0.3"),
    Combination(
      "y", "objective=huber alpha=1.5 --valid-fraction 0.3 early_stopping_round=20 metric=mae,rmse",
      workers: (2, 0)),
    Combination("y", "objective=mape --weight w bagging_fraction=0.5 bagging_freq=1 lambda_l1=0.1"),
    Combination(
      "count", "objective=poisson --exposure e --categorical c --valid-fraction 0.2",
      workers: (3, 2)),
    Combination("count", "objective=tweedie tweedie_variance_power=1.3 max_depth=4 --weight w"),
    Combination(
      "answer",
      "objective=binary is_unbalance=true metric=auc,logloss --valid-fraction 0.3 feature_fraction=0.5",
      workers: (2, 3)),
    Combination(
      "colour",
      "objective=multiclass metric=multi_logloss,multi_error@2 --valid-fraction 0.3 --weight w "
        + "bagging_fraction=0.8 bagging_freq=3", workers: (0, 2)),
    Combination("colour", "objective=multiclassova boost_from_average=false max_bin=15"),
    Combination(
      "rank",
      "objective=lambdarank --group q metric=ndcg,map eval_at=3,5 --valid-fraction 0.3 "
        + "is_provide_training_metric=true"),
    Combination("rank", "objective=rank_xendcg --group q feature_fraction=0.7 seed=9"),
    Combination("share", "objective=cross_entropy --init-score s learning_rate=0.3 num_leaves=5"),
  ]

  /// Rows with a label for each task.
  private static func rows(_ count: Int) -> String {
    var random = SeededRandom(seed: 31)
    var lines = ["a,b,c,w,e,s,q,y,count,answer,colour,rank,share"]
    for row in 0..<count {
      let (a, b) = (
        Double.random(in: 0...4, using: &random), Double.random(in: -1...1, using: &random)
      )
      let letter = ["u", "v", "w", "x"][Int.random(in: 0...3, using: &random)]
      let y = a * b + Double.random(in: -1...1, using: &random)
      let level = max(0, min(4, Int(y.rounded()) + 2))
      lines.append(
        "\(a),\(b),\(letter),\(1 + row % 3),\(0.5 + Double(row % 4)),\(b / 4),\(row / 12),\(y),\(level),"
          + "\(y > 0 ? "yes" : "no"),\(["red", "green", "blue"][level % 3]),\(level),\(Double(level) / 4)"
      )
    }
    return lines.joined(separator: "\n") + "\n"
  }

  @Test(arguments: combinations)
  func killedRunsGoOn(combination: Combination) throws {
    let run = try TaxiRun(rows: 1)
    try run.write(Self.rows(2_400), to: "rows.csv")
    let roles: Set = ["a", "b", "c", combination.label]
    let used = combination.settings.split(separator: " ").map(String.init)
    let ignored = ["w", "e", "s", "q", "y", "count", "answer", "colour", "rank", "share"].filter {
      !roles.contains($0) && !used.contains($0)
    }
    let arguments =
      [
        "train", "--data", "rows.csv", "--label", combination.label, "--ignore",
        ignored.joined(separator: ","), "--threads", "1", "--progress", "json",
        "num_iterations=60",
      ] + used
    try run.gbdt(arguments + ["--model", "straight.gbdt"])
    let resumable = arguments + ["--checkpoint", "run", "--checkpoint-every", "1", "--resume"]
    let first = try run.start(resumable + ["--workers", "\(combination.workers.first)"])
    try first.wait(until: {
      $0.messages.components(separatedBy: "checkpoint_written").count > 4
    })
    first.send(SIGKILL)
    #expect(try first.wait().exitCode == 128 + SIGKILL)
    let second = try run.gbdt(resumable + ["--workers", "\(combination.workers.second)"])
    #expect(second.messages.contains("checkpoint_resumed"))
    #expect(try run.bytes("model.gbdt") == run.bytes("straight.gbdt"))
  }
}
