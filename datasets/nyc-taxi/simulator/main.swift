internal import Glibc

/// Writes the rides in chunks of about a megabyte.
func simulate(_ options: Options) throws(SimulatorError) {
  let output = try RideOutput.open(path: options.outputPath)
  let model = RideModel(seed: options.seed)
  var writer = RideWriter(capacity: 1 << 20)
  writer.writeHeader()
  for row in 0..<UInt64(options.rowCount) {
    writer.write(model.ride(row: row))
    if writer.bytes.count > (1 << 20) - 512 {
      try output.write(writer.bytes)
      writer.removeAll()
    }
  }
  try output.write(writer.bytes)
  try output.finish()
}

do throws(SimulatorError) {
  if let options = try Options(Array(CommandLine.arguments.dropFirst())) {
    try simulate(options)
  } else {
    print(Options.help)
  }
} catch {
  var standardError = StandardError()
  print("nyc-taxi-simulator:", error.message, to: &standardError)
  exit(error.exitCode)
}
