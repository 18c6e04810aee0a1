import Foundation
import GBDTCore
import Testing

@Suite final class OutputFileTests {
  private let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "gbdt-output-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  private func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }

  @Test func appearsOnlyWhenCommitted() throws {
    let path = folder.appending(path: "a.csv").path
    try OutputFile.write(Array("old".utf8), to: path)
    let file = try OutputFile(path: path)
    try file.write(Array("new".utf8))
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "old")
    try file.commit()
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "new")
    #expect(try names() == ["a.csv"])
  }

  @Test func abandonedFileLeavesNothing() throws {
    do {
      let file = try OutputFile(path: folder.appending(path: "a.csv").path)
      try file.write([1, 2, 3])
    }
    #expect(try names() == [])
  }

  @Test func symbolicLinkStays() throws {
    let target = folder.appending(path: "target").path
    let link = folder.appending(path: "link").path
    try OutputFile.write([], to: target)
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: target)
    try OutputFile.write(Array("x".utf8), to: link)
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == target)
    #expect(try String(contentsOfFile: target, encoding: .utf8) == "x")
  }

  @Test func deviceIsWrittenAndNotReplaced() throws {
    try OutputFile.write([1], to: "/dev/null")
    var status = stat()
    #expect(stat("/dev/null", &status) == 0 && status.st_mode & S_IFMT == S_IFCHR)
  }

  @Test func fullDiskIsAnError() throws {
    let error = #expect(throws: OutputError.self) {
      try OutputFile.write([UInt8](repeating: 1, count: 10), to: "/dev/full")
    }
    #expect(error?.category == .inputOutput)
    #expect(error?.message == "Cannot write /dev/full: No space left on device.")
  }

  @Test func missingFolderCannotBeCreatedIn() throws {
    let path = folder.appending(path: "none/a.csv").path
    let error = #expect(throws: OutputError.self) { try OutputFile(path: path) }
    #expect(error?.category == .cannotCreate)
    #expect(error?.message == "Cannot create \(path): No such file or directory.")
  }

  @Test func checkingLeavesNothingBehind() throws {
    try OutputFile.checkCanCreate(folder.appending(path: "a.csv").path)
    try OutputFile.checkCanCreate("/dev/null")
    #expect(try names() == [])
    let error = #expect(throws: OutputError.self) { try OutputFile.checkCanCreate(folder.path) }
    #expect(error?.message == "Cannot create \(folder.path): Is a directory.")
  }
}
