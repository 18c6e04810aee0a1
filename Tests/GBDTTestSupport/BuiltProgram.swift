internal import Foundation

/// An executable product of this package, as it was built together with the running tests.
package struct BuiltProgram: Sendable {
  /// What a finished run left behind.
  package struct Result: Sendable {
    package let status: Int32
    package let output: [UInt8]
    /// Standard error as text.
    package let messages: String

    /// Standard output as text.
    package var text: String { String(decoding: output, as: UTF8.self) }
  }

  package struct NotBuilt: Error, CustomStringConvertible {
    package let description: String
  }

  private let url: URL

  /// - Parameter name: the product's name, for instance `gbdt`.
  /// - Throws: `NotBuilt` when the build folder has no such program.
  package init(_ name: String) throws {
    // The test runner lies in the build folder beside the products.
    let runner = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    let folders = [runner, URL(fileURLWithPath: CommandLine.arguments[0])]
      .map { $0.deletingLastPathComponent() }
    let candidates = folders.map { $0.appendingPathComponent(name) }
    guard
      let url = candidates.first(where: { FileManager.default.isExecutableFile(atPath: $0.path) })
    else {
      throw NotBuilt(
        description: "No program `\(name)` in \(folders.map(\.path)): run `swift build` first.")
    }
    self.url = url
  }

  /// Runs the program to its end, without standard input.
  ///
  /// - Parameter environment: variables to add to this process's own.
  /// - Throws: when the program cannot be started.
  package func run(_ arguments: [String], environment: [String: String] = [:]) throws -> Result {
    // Files rather than pipes: a pipe that nobody empties stops the program.
    let folder = try TemporaryFolder()
    let process = Process()
    process.executableURL = url
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try Self.newFile(folder.file("output"))
    process.standardError = try Self.newFile(folder.file("messages"))
    try process.run()
    process.waitUntilExit()
    return Result(
      status: process.terminationStatus, output: try folder.bytes(of: "output"),
      messages: String(decoding: try folder.bytes(of: "messages"), as: UTF8.self))
  }

  private static func newFile(_ path: String) throws -> FileHandle {
    try Data().write(to: URL(fileURLWithPath: path))
    return try FileHandle(forWritingTo: URL(fileURLWithPath: path))
  }
}
