import Foundation
import GBDT
import GBDTCore
import GBDTTestSupport
import Testing

/// Whatever the file holds, it is read as it was written, or refused.
@Suite struct CheckpointBytesTests {
  private static func bytes() throws -> [UInt8] {
    let folder = try TemporaryFolder()
    let run = CheckpointTests.Case(
      testDescription: "", settings: [("num_leaves", 3)], fraction: 0.2)
    _ = try run.run(checkpoint: CheckpointFolder(folder.path), stopAfter: 3)
    return try folder.bytes(of: "checkpoint.gbdt")
  }

  private static func sealed(_ content: some Sequence<UInt8>) -> [UInt8] {
    Array(content) + SHA256Digest(of: Array(content)).bytes
  }

  @Test func isReadAsItWasWritten() throws {
    let bytes = try Self.bytes()
    #expect(try Checkpoint(decoding: bytes).encoded == bytes)
  }

  @Test func damageIsNoticed() throws {
    let bytes = try Self.bytes()
    for damaged in DamagedBytes.cut(bytes) + DamagedBytes.mutated(bytes, count: 300, seed: 1)
    where damaged != bytes {
      #expect(throws: GBDTError.self) { try Checkpoint(decoding: damaged) }
    }
    #expect(throws: GBDTError.self) { try Checkpoint(decoding: []) }
  }

  /// Behind a checksum that fits, what is understood is written in no other way.
  @Test(arguments: [2, 3] as [UInt64]) func whatIsUnderstoodHasOneEncoding(seed: UInt64) throws {
    let content = Array(try Self.bytes().dropLast(32))
    var understood = 0
    for mutant in DamagedBytes.mutated(content, count: 2_000, seed: seed)
      + DamagedBytes.cut(content)
    {
      let sealed = Self.sealed(mutant)
      guard let checkpoint = try? Checkpoint(decoding: sealed) else { continue }
      understood += 1
      #expect(checkpoint.encoded == sealed)
    }
    #expect(understood > 0)
  }

  /// Mutants that are understood are of other runs, or training refuses their trees; or they differ in
  /// what only a checksum can tell, and training goes on.
  @Test func runsRefuseWhatDoesNotFit() throws {
    let content = Array(try Self.bytes().dropLast(32))
    let run = CheckpointTests.Case(
      testDescription: "", settings: [("num_leaves", 3), ("num_iterations", 4)], fraction: 0.2)
    for mutant in DamagedBytes.mutated(content, count: 150, seed: 4) {
      let folder = try TemporaryFolder()
      try Data(Self.sealed(mutant)).write(to: URL(filePath: folder.file("checkpoint.gbdt")))
      do {
        _ = try run.run(checkpoint: CheckpointFolder(folder.path, resumes: true))
      } catch let error as GBDTError {
        #expect(error.code == .data, "\(error)")
      }
    }
  }

  @Test func messages() throws {
    var bytes = try Self.bytes()
    func message(_ bytes: [UInt8]) -> String? {
      #expect(throws: GBDTError.self) { try Checkpoint(decoding: bytes) }?.message
    }
    #expect(message([1, 2]) == "This is no checkpoint, or only the beginning of one.")
    bytes[20] ^= 1
    #expect(
      message(bytes) == "The checksum is wrong: the checkpoint was cut off, damaged or edited.")
    bytes[20] ^= 1
    #expect(LibraryVersion.current.utf8.elementsEqual(bytes[10..<15]))
    bytes[10] = UInt8(ascii: "7")
    #expect(
      message(Self.sealed(bytes.dropLast(32)))
        == "The checkpoint is of gbdt 7.1.0, this is gbdt 0.1.0: another version may grow other trees, "
        + "so only that one can go on from it.")
    #expect(
      message(Self.sealed(try Self.bytes().dropLast(32) + [0]))?
        .hasSuffix("1 bytes are left over after the checkpoint.") == true)
  }
}
