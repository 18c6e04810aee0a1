internal import GBDTCore
internal import GBDTModel
internal import GBDTTraining

/// A training run between two iterations, as a file: what its trees follow from, and the trees so far.
///
///     magic, format version, version of gbdt,
///     identity, base score, trees, lines of metrics,
///     SHA-256 of all before
///
/// Every checkpoint has one encoding only. Numbers, texts and trees are written as in model files
/// (docs/MODEL-FORMAT.md).
package struct Checkpoint: Sendable, Equatable {
  let identity: TrainingIdentity
  /// With a base score, and a line of metrics for each tree but perhaps the last.
  let progress: AgreedProgress

  private static let magic: [UInt8] = [0x89, 0x47, 0x42, 0x44, 0x43, 0x0D, 0x0A, 0x1A]
  private static let formatVersion: UInt64 = 1
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
  ///   - trees: as `Tree.encoded` has them.
  ///   - metricLines: as many as there are trees, or one fewer; all of one length.
  static func bytes(
    head: ByteWriter, baseScore: Double, trees: [[UInt8]], metricLines: [[Double]]
  ) -> [UInt8] {
    var writer = head
    writer.double(baseScore)
    writer.count(trees.count)
    for tree in trees { writer.array(tree) }
    writer.bool(metricLines.count == trees.count)
    if let first = metricLines.first { writer.count(first.count) }
    for line in metricLines {
      for value in line { writer.double(value) }
    }
    writer.raw(SHA256Digest(of: writer.bytes).bytes)
    return writer.bytes
  }

  /// Its bytes.
  package var encoded: [UInt8] {
    Self.bytes(
      head: Self.head(of: identity), baseScore: progress.baseScore ?? 0,
      trees: progress.trees.map(\.encoded), metricLines: progress.metricLines)
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
    let baseScore = try double()
    let treeCount = try count(of: "trees", size: 2)
    var trees: [Tree] = []
    for _ in 0..<treeCount {
      var block = try block()
      do throws(ModelError) {
        trees.append(try Tree(decoding: block.rest(), featureCount: featureCount))
      } catch {
        throw self.error("of tree \(trees.count + 1), " + error.message)
      }
    }
    let lineCount = try bool() ? treeCount : treeCount - 1
    guard lineCount >= 0 else { throw error("metrics of a tree that is not there are missing") }
    var lines: [[Double]] = []
    if lineCount > 0 {
      let width = try count(of: "metrics", size: 8 * lineCount)
      for _ in 0..<lineCount {
        var line: [Double] = []
        for _ in 0..<width { line.append(try anyDouble()) }
        lines.append(line)
      }
    }
    return AgreedProgress(trees: trees, metricLines: lines, baseScore: baseScore)
  }
}
