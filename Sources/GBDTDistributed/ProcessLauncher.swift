internal import CSystem
internal import Foundation
internal import GBDTCollectives

/// Workers as processes of this machine: this very program, with the command `worker`.
///
/// A worker inherits one end of a socket pair and nothing else; what it writes to standard error, as it
/// does when it crashes, is kept to say why it ended. It is in a process group of its own, so that Ctrl-C
/// reaches the coordinator alone, and the kernel kills it when the thread that started it ends.
package struct ProcessLauncher: WorkerLauncher {
  /// The descriptor that a worker finds its connection at.
  package static let descriptor: Int32 = 3

  /// Set for every worker: a program that finds it and is about to start workers is not the one that
  /// it was taken for, and would start ever more of itself.
  private static let mark = "GBDT_IS_WORKER"

  /// Whether this process was started as a worker.
  package static var isInWorker: Bool { ProcessInfo.processInfo.environment[mark] != nil }

  private let program: String

  /// - Parameter program: by default the one that is running, even if its file was replaced since.
  package init(program: String = "/proc/self/exe") { self.program = program }

  package func launch(
    _ rank: Int, options: ClusterOptions
  ) throws(ClusterError) -> any LaunchedWorker {
    do {
      let (ours, theirs) = try FrameStream.pair()
      let milliseconds = max(1, Int(options.heartbeatInterval / .milliseconds(1)))
      let lastWords = try LastWords()
      let identifier = try spawn(
        ["gbdt", "worker", "--threads", "\(options.threads)", "--heartbeat", "\(milliseconds)"],
        connection: theirs, lastWords)
      return WorkerProcess(identifier, stream: FrameStream(ours), lastWords)
    } catch let error as TransportError {
      throw .cannotStart(worker: rank, reason: error.message)
    } catch {
      throw .cannotStart(
        worker: rank, reason: String(cString: strerror((error as? SpawnFailure)?.code ?? 0)))
    }
  }

  private struct SpawnFailure: Error { let code: Int32 }

  private func spawn(
    _ words: [String], connection: OwnedDescriptor, _ lastWords: LastWords
  ) throws(SpawnFailure) -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    // Out of the way of the numbers that they are to have: this process may have its own 0 to 3 closed.
    let ends = try [lastWords.descriptor, connection.number].map {
      (end) throws(SpawnFailure) in
      let copy = fcntl(end, F_DUPFD_CLOEXEC, Self.descriptor + 1)
      guard copy >= 0 else { throw SpawnFailure(code: errno) }
      return OwnedDescriptor(owning: copy)
    }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, ends[0].number, 2)
    posix_spawn_file_actions_adddup2(&actions, ends[1].number, Self.descriptor)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
    posix_spawnattr_setpgroup(&attributes, 0)
    var arguments = words.map { strdup($0) } + [nil]
    // A crash is to end the process at once, not after seconds of writing a backtrace.
    var environment =
      ProcessInfo.processInfo.environment.filter { $0.key != "SWIFT_BACKTRACE" }
      .map { strdup("\($0.key)=\($0.value)") }
      + [strdup("SWIFT_BACKTRACE=enable=no"), strdup("\(Self.mark)=1"), nil]
    defer {
      for word in arguments + environment { free(word) }
    }
    var identifier: pid_t = 0
    let code = withExtendedLifetime(ends) {
      posix_spawn(&identifier, program, &actions, &attributes, &arguments, &environment)
    }
    guard code == 0 else { throw SpawnFailure(code: code) }
    return identifier
  }
}

/// A worker process, and a thread that waits for its end.
final class WorkerProcess: LaunchedWorker {
  let stream: FrameStream
  private let identifier: pid_t
  /// How it ended.
  private let ending = Monitor<String?>(nil)

  init(_ identifier: pid_t, stream: FrameStream, _ lastWords: LastWords) {
    self.identifier = identifier
    self.stream = stream
    Thread.detachNewThread { [ending, stream] in
      var information = siginfo_t()
      // Leaves the process as a zombie, so that its number stays its own until it is reaped below.
      while waitid(P_PID, id_t(identifier), &information, WEXITED | WNOWAIT) != 0, errno == EINTR {}
      ending.with { ending in
        var status: Int32 = 0
        while waitpid(identifier, &status, 0) < 0, errno == EINTR {}
        ending =
          Self.description(of: status) + (lastWords.line.map { ", its last words: \($0)" } ?? "")
      }
      // It is closed already, but for what the process may have handed it on to. What came is kept.
      stream.shutDown()
    }
  }

  deinit { kill() }

  var processIdentifier: Int32? { identifier }

  func kill() {
    stream.shutDown()
    // Under the lock: a number is signalled only as long as the process is not reaped.
    ending.with { ending in
      if ending == nil { _ = Glibc.kill(identifier, SIGKILL) }
    }
  }

  func end(atMost limit: Duration) -> String? { ending.wait(atMost: limit) { $0 } }

  private static func description(of status: Int32) -> String {
    let signal = status & 0x7F
    if signal == 0 { return "ended with exit code \(status >> 8 & 0xFF)" }
    let name = strsignal(signal).map { String(cString: $0) } ?? "unknown"
    return "was ended by signal \(signal) (\(name))"
  }
}
