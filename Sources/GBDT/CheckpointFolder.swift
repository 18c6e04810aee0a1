internal import Foundation
internal import GBDTCore
internal import GBDTTraining

/// A folder that has the checkpoint of a training run, so that a run that was killed can go on.
///
///     training.checkpoint = try CheckpointFolder("fares.run", resumes: true)
///
/// A run that goes on from a checkpoint gives the bytes of one that was never ended, for any number of
/// threads and of worker processes. Only one run at a time may use a folder; it is one run's as long as
/// this value lives. The file in it, `checkpoint.gbdt`, is replaced as a whole: whenever the machine
/// stops, it is the newest or the one before.
public final class CheckpointFolder: Sendable {
  /// The folder, as it was given.
  public let path: String
  /// Iterations from one checkpoint to the next.
  public let interval: Int
  /// Whether a run goes on from a checkpoint that is there.
  public let resumes: Bool
  /// What an earlier run has left; nil: nothing.
  let found: Checkpoint?
  private let lock: FolderLock

  /// Opens the folder, and makes it if it is missing; reads a checkpoint that is there, and checks it.
  ///
  /// - Parameters:
  ///   - interval: iterations from one checkpoint to the next, at least 1.
  ///   - resumes: whether to go on from a checkpoint that is there, if one is.
  /// - Throws: `.cannotCreate` for a folder in which no file can be made; `.usage` if another run uses it,
  ///   or if it has a checkpoint that is not to be gone on from; `.data` for a checkpoint that is damaged
  ///   or of another version.
  public init(
    _ path: String, every interval: Int = 10, resumes: Bool = false
  ) throws(GBDTError) {
    guard interval >= 1 else {
      throw GBDTError(.usage, "Checkpoints every \(interval) iterations: it must be at least 1.")
    }
    let lock = try FolderLock(path)
    let file = Self.file(in: path)
    try Self.removeUnfinishedFiles(in: path)
    try GBDTError.wrapping { () throws(OutputError) in try OutputFile.checkCanCreate(file) }
    self.lock = lock
    self.path = path
    self.interval = interval
    self.resumes = resumes
    found = access(file, F_OK) == 0 ? try Self.read(file, resumes: resumes) : nil
  }

  /// The checkpoint's file, there or not.
  public var file: String { Self.file(in: path) }

  /// Whether there is a checkpoint now.
  public var hasCheckpoint: Bool { access(file, F_OK) == 0 }

  /// Iterations that the checkpoint has from which a run goes on; nil: there is none.
  public var foundIterations: Int? { found?.progress.iterations.count }

  /// Whether a run with these parameters may go on from the checkpoint, as far as they tell.
  ///
  /// `Training` compares all that matters; this is to find out before rows are read.
  ///
  /// - Throws: `.data` naming the parameters that differ.
  public func check(_ parameters: Parameters) throws(GBDTError) {
    try refuse(found?.identity.differences(from: parameters) ?? [])
  }

  /// Removes the checkpoint: the model is safe, and nothing is to go on.
  ///
  /// - Throws: `.inputOutput`.
  public func removeCheckpoint() throws(GBDTError) {
    guard unlink(file) == 0 || errno == ENOENT else {
      throw GBDTError(.inputOutput, "Cannot remove \(file): \(String(cString: strerror(errno))).")
    }
  }

  /// - Throws: `.data` if this run is not the one that left the checkpoint.
  func check(_ identity: TrainingIdentity) throws(GBDTError) {
    try refuse(found?.identity.differences(from: identity) ?? [])
  }

  /// Replaces the checkpoint by one that the disk has. It may yet take a moment until the disk has its
  /// name, too: until then it has the one before.
  func write(_ bytes: [UInt8]) throws(OutputError) {
    try OutputFile.write(bytes, to: file)
  }

  private func refuse(_ differences: [String]) throws(GBDTError) {
    if differences.isEmpty { return }
    throw GBDTError(
      .data,
      "\(file) is of another run: \(differences.joined(separator: "; ")). Give what that run was given, "
        + "or another folder, or delete the file to begin anew.")
  }

  private static func file(in folder: String) -> String {
    (folder.hasSuffix("/") ? folder : folder + "/") + "checkpoint.gbdt"
  }

  private static func read(_ file: String, resumes: Bool) throws(GBDTError) -> Checkpoint {
    guard resumes else {
      throw GBDTError(
        .usage,
        "\(file) is the checkpoint of a run that ended early. Give --resume to go on from it, or another "
          + "folder, or delete the file to begin anew.")
    }
    let bytes = try GBDTError.wrapping { () throws(InputError) in
      try WholeFile.bytes(path: file)
    }
    do throws(GBDTError) {
      return try Checkpoint(decoding: bytes)
    } catch {
      throw GBDTError(
        error.code, "\(file): \(error.message) Delete the file to begin anew.", cause: error.cause)
    }
  }

  /// Removes what runs that were killed while they wrote have left: no other run is at work here.
  private static func removeUnfinishedFiles(in folder: String) throws(GBDTError) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    for name in names where name.hasPrefix("checkpoint.gbdt.") && name.hasSuffix(".partial") {
      unlink((folder.hasSuffix("/") ? folder : folder + "/") + name)
    }
  }
}

/// The right to use a folder, which ends with the process whatever becomes of it.
private final class FolderLock: Sendable {
  private let descriptor: Int32

  /// - Throws: `.cannotCreate` if the folder is not there and cannot be made, `.usage` if another process
  ///   has the right.
  init(_ path: String) throws(GBDTError) {
    if mkdir(path, 0o777) != 0, errno != EEXIST {
      let reason = String(cString: strerror(errno))
      throw GBDTError(
        .cannotCreate,
        "Cannot make the folder \(path) for checkpoints: \(reason). Give a folder in one that is there."
      )
    }
    descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else {
      let reason = String(cString: strerror(errno))
      throw GBDTError(
        .cannotCreate,
        "Cannot use \(path) for checkpoints: \(reason). Give a folder that can be written to.")
    }
    // Where the file system has no locks, nobody can be refused.
    if flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
      close(descriptor)
      throw GBDTError(
        .usage,
        "Another run uses \(path) for its checkpoints. Give another folder, or wait until that run has "
          + "ended.")
    }
  }

  deinit { close(descriptor) }
}
