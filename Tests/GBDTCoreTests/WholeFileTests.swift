import Foundation
import GBDTCore
import Testing

@Suite struct WholeFileTests {
  private func failure(_ path: String) throws -> InputError {
    try #require(throws: InputError.self) { _ = try WholeFile.text(path: path) }
  }

  @Test func readsFilesAndWhatIsNoFile() throws {
    let path = NSTemporaryDirectory() + "gbdt-whole-file-\(getpid())"
    defer { unlink(path) }
    let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 % 100) }
    try Data(bytes).write(to: URL(filePath: path))
    #expect(try WholeFile.bytes(path: path) == bytes)
    #expect(try WholeFile.bytes(path: "/dev/null") == [])
  }

  @Test func saysWhatIsWrong() throws {
    let missing = try failure("/no/such/file")
    #expect(missing.category == .noInput)
    #expect(missing.message == "Cannot open /no/such/file: No such file or directory.")
    let folder = try failure("/")
    #expect(folder.category == .noInput)
    #expect(folder.message == "Cannot read /: it is a folder. Give the path of a file.")
    let binary = try failure("/proc/self/exe")
    #expect(binary.category == .data)
    #expect(binary.message == "/proc/self/exe is not UTF-8 text.")
  }
}
