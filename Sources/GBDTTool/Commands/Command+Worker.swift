internal import CSystem
internal import Foundation
internal import GBDTCollectives
internal import GBDTCore
internal import GBDTDistributed

extension Command {
  /// Serves a coordinator: `gbdt train --workers` starts it, people do not.
  static let worker = Command(
    name: "worker", summary: "Serve `gbdt train --workers`, which starts this.",
    options: [.threads, .heartbeat]
  ) { arguments in
    csystem_end_with_parent()
    // Interrupts are the coordinator's to answer, also where all processes of a job are sent one.
    signal(SIGINT, SIG_IGN)
    signal(SIGTERM, SIG_IGN)
    guard fcntl(ProcessLauncher.descriptor, F_GETFD) >= 0,
      let milliseconds = try arguments.integer(.heartbeat, in: 1...3_600_000)
    else { throw ToolError("`gbdt worker` is started by `gbdt train --workers N`, not by people.") }
    let stream = FrameStream(OwnedDescriptor(owning: ProcessLauncher.descriptor))
    let threads = try arguments.threads()
    WorkerSession(
      stream, threads: threads > 0 ? threads : ProcessorCount.available,
      heartbeatInterval: .milliseconds(milliseconds)
    ).serve(version: Tool.version) {
      // In the middle of whatever it does: nobody waits for it any more.
      _exit(ErrorCategory.tryAgain.exitCode)
    }
  }
}

extension CommandOption {
  fileprivate static let heartbeat = one(
    "heartbeat", "MILLISECONDS", .running, "Time between signs of life.")
}
