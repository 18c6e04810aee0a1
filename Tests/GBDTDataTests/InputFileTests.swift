import Foundation
import GBDTCore
import GBDTSchema
import Testing

@testable import GBDTData

@Suite struct InputFileTests {
  private let folder: TextFolder

  init() throws { folder = try TextFolder() }

  private func failure(_ arguments: [String]) throws -> DataError {
    try #require(throws: DataError.self) { _ = try InputFile.files(named: arguments) }
  }

  @Test func ordersByArgumentAndByBytesInAGlob() throws {
    for name in ["b.csv", "a.csv", "B.csv", "é.csv", "z.txt"] {
      _ = try folder.file(name, "x\n1\n")
    }
    let root = folder.url.path + "/"
    let files = try InputFile.files(named: [root + "z.txt", root + "*.csv"])
    #expect(
      files.map { $0.path.replacing(root, with: "") }
        == ["z.txt", "B.csv", "a.csv", "b.csv", "é.csv"])
    #expect(files[1].argument == root + "*.csv")
  }

  @Test func aFileWithGlobCharactersInItsNameIsAFile() throws {
    let path = try folder.file("a[1].csv", "x\n1\n")
    #expect(try InputFile.files(named: [path]).map(\.path) == [path])
  }

  @Test func refusesWhatIsNotThere() throws {
    let root = folder.url.path
    #expect(try failure([]).category == .noInput)
    let glob = try failure([root + "/*.csv"])
    #expect(
      glob.category == .noInput && glob.message == "No file matches the glob `\(root)/*.csv`.")
    let missing = try failure([root + "/a.csv"])
    #expect(missing.category == .noInput)
    #expect(missing.message == "\(root)/a.csv: cannot be opened: No such file or directory")
    #expect(try failure([root]).message.contains("is a folder"))
  }

  @Test func refusesTheSameFileTwice() throws {
    let path = try folder.file("a.csv", "x\n1\n")
    let link = folder.url.appending(path: "link.csv")
    try FileManager.default.createSymbolicLink(
      at: link, withDestinationURL: URL(filePath: path))
    let failure = try failure([path, folder.url.path + "/l*.csv"])
    #expect(failure.category == .data)
    #expect(
      failure.message
        == "The same file is given twice: `\(path)` and `\(link.path)` (found by `\(folder.url.path)/l*.csv`)."
    )
  }

  @Test func readsSeveralFilesAsOneTable() throws {
    let first = try folder.file("1.csv", "a,b\n1,x\n2,y")
    let second = try folder.file("2.csv", "a,b\n")
    let third = try folder.file("3.csv.gz", bytes: gzip(Array("a,b\r\n3.5,z\r\n".utf8)))
    let result = try TableReader.read(paths: [first, second, third], options: ReadOptions())
    #expect(result.table.schema.columns.map(\.type) == [.number, .category])
    #expect(result.table.chunks.map(\.firstRowNumber) == [0, 2])
    #expect(result.fileCount == 3 && result.byteCount == 11 + 4 + 12)
  }

  @Test func namesDifferencesOfHeaders() throws {
    let first = try folder.file("1.csv", "a,b\n1,2\n")
    func message(_ text: String) throws -> String {
      let second = try folder.file("2.csv", text)
      return try #require(throws: DataError.self) {
        _ = try TableReader.read(paths: [first, second], options: ReadOptions())
      }.message
    }
    #expect(try message("b,a\n").contains("their order differs: field 1 is `b`, not `a`"))
    #expect(try message("a,c\n").contains("it lacks `b`, and it has `c` besides"))
    #expect(try message("a\n").contains("2.csv: the columns are not those of"))
    #expect(try message("").contains("2.csv: is empty"))
  }

  @Test func placesErrorsInTheirFile() throws {
    let first = try folder.file("1.csv", "a\n1\n")
    let second = try folder.file("2.csv", "a\n2\nx\n")
    var options = ReadOptions()
    options.types = [.init(name: "a", type: .integer)]
    let error = try #require(throws: DataError.self) {
      _ = try TableReader.read(paths: [first, second], options: options)
    }
    #expect(error.place == DataError.Place(file: second, line: 3, column: "a"))
  }
}
