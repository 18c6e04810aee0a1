internal import GBDTCore
internal import GBDTModel
internal import GBDTTraining

/// A training run between two iterations, as a file: what its trees follow from, and the trees so far.
///
///     magic, format version, version of gbdt,
///     identity, base scores, iterations (the trees of each), lines of metrics,
///     SHA-256 of all before
///
/// Every checkpoint has one encoding only. Numbers, texts and trees are written as in model files
/// (docs/MODEL-FORMAT.md).
package struct Checkpoint: Sendable, Equatable {
  let identity: TrainingIdentity
  /// With base scores, and a line of metrics for each iteration but perhaps the last.
  let progress: AgreedProgress

  private static let magic: [UInt8] = [0x89, 0x47, 0x42, 0x44, 0x43, 0x0D, 0x0A, 0x1A]
  private static let formatVersion: UInt64 = 3
  private static let checksumSize = 32

  /// Its beginning, which stays as it is during a run.
  static func head(of identity: TrainingIdentity) -> ByteWriter {
    var writer = ByteWriter()
    writer.raw(magic)
    writer.varint(formatVersion)
    writer.string(LibraryVersion.current)
    writer.value(identity)
    return writer
  }

  /// The bytes of a checkpoint.
  ///
  /// - Parameters:
  ///   - iterations: the trees of each, encoded.
  ///   - metricLines: as many as there are iterations, or one fewer.
  static func bytes(
    head: ByteWriter, baseScores: [Double], iterations: [[UInt8]], metricLines: [[Double]]
  ) -> [UInt8] {
    var writer = head
    writer.array(baseScores)
    writer.count(iterations.count)
    for trees in iterations { writer.array(trees) }
    writer.bool(metricLines.count == iterations.count)
    for line in metricLines { writer.array(line) }
    writer.raw(SHA256Digest(of: writer.bytes).bytes)
    return writer.bytes
  }

  /// Its bytes.
  package var encoded: [UInt8] {
    Self.bytes(
      head: Self.head(of: identity), baseScores: progress.baseScores ?? [],
      iterations: progress.iterations.map(\.encoded), metricLines: progress.metricLines)
  }

  /// Reads and checks all of `bytes`, but whether the trees fit the rows.
  ///
  /// - Throws: `.data` for bytes that are no checkpoint of this version of gbdt.
  package init(decoding bytes: [UInt8]) throws(GBDTError) {
    let end = bytes.count - Self.checksumSize
    guard bytes.starts(with: Self.magic), end > Self.magic.count else {
      throw GBDTError(.data, "This is no checkpoint, or only the beginning of one.")
    }
    guard SHA256Digest(of: Array(bytes[..<end])).bytes.elementsEqual(bytes[end...]) else {
      throw GBDTError(
        .data, "The checksum is wrong: the checkpoint was cut off, damaged or edited.")
    }
    var reader = ByteReader(bytes, range: Self.magic.count..<end, of: "checkpoint")
    let (format, version) = try Self.wrapping { () throws(ByteError) in
      (try reader.varint(), try reader.string())
    }
    guard format == Self.formatVersion, version == LibraryVersion.current else {
      throw GBDTError(
        .data,
        "The checkpoint is of gbdt \(version), this is gbdt \(LibraryVersion.current): another version "
          + "may grow other trees, so only that one can go on from it.")
    }
    (identity, progress) = try Self.wrapping { () throws(ByteError) in
      let identity = try reader.value(of: TrainingIdentity.self)
      let progress = try reader.progress(featureCount: identity.featureCount)
      try reader.expectEnd(of: "the checkpoint")
      return (identity, progress)
    }
  }

  private static func wrapping<Value>(
    _ body: () throws(ByteError) -> Value
  ) throws(GBDTError) -> Value {
    do throws(ByteError) {
      return try body()
    } catch {
      throw GBDTError(
        .data, "The checkpoint is damaged at byte \(error.position): \(error.reason).")
    }
  }
}

extension ByteReader {
  fileprivate mutating func progress(featureCount: Int) throws(ByteError) -> AgreedProgress {
    let baseScores: [Double] = try array(of: "base scores")
    guard !baseScores.isEmpty, baseScores.allSatisfy(\.isFinite) else {
      throw error("there are no base scores that trees could add to")
    }
    let iterationCount = try count(of: "iterations", size: 2)
    var iterations: [[Tree]] = []
    for _ in 0..<iterationCount {
      var block = try block()
      do throws(ModelError) {
        iterations.append(
          try [Tree](
            decoding: block.rest(), featureCount: featureCount, outputCount: baseScores.count))
      } catch {
        throw self.error("of iteration \(iterations.count + 1), " + error.message)
      }
    }
    let lineCount = try bool() ? iterationCount : iterationCount - 1
    guard lineCount >= 0 else {
      throw error("metrics of an iteration that is not there are missing")
    }
    var lines: [[Double]] = []
    for _ in 0..<lineCount { lines.append(try array(of: "metrics")) }
    return AgreedProgress(
      iterations: iterations, metricLines: lines, baseScores: baseScores)
  }
}
