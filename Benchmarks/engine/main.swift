import Glibc

// gbdt's side of Benchmarks/run: one measurement a process, printed as one line of JSON.
do throws(BenchmarkError) {
  let arguments = try BenchmarkArguments(Array(CommandLine.arguments.dropFirst()))
  let measurement =
    switch arguments.command {
    case .train: try TrainBenchmark(arguments).run()
    case .predict: try PredictBenchmark(arguments).run()
    case .predictRow: try RowBenchmark(arguments).run()
    case .load: try LoadBenchmark(arguments).run()
    }
  print(measurement.line)
} catch {
  let message = "gbdt-benchmark: \(error.message)\n"
  // Nothing more can be said where standard error takes nothing.
  _ = write(STDERR_FILENO, message, message.utf8.count)
  exit(1)
}
