import GBDTData
import GBDTSchema
import GBDTTestSupport
import GBDTTool
import Testing

@Suite struct ResultTableTests {
  /// Three rows in two chunks, one column of every type.
  private let table = Table(
    schema: Schema(columns: [
      ColumnSchema(name: "n", type: .number), ColumnSchema(name: "i", type: .integer),
      ColumnSchema(name: "b", type: .boolean), ColumnSchema(name: "t", type: .timestamp),
      ColumnSchema(name: "a,c", type: .category),
    ]),
    chunks: [
      TableChunk(
        firstRowNumber: 0, rowCount: 2,
        columns: [
          .number([0.5, .nan]), .integer([7, Column.missingInteger]),
          .boolean([1, Column.missingBoolean]), .timestamp([0, Column.missingInteger]),
          .category(CategoryColumn(codes: [1, -1], dictionary: ["unused", "x,y"])),
        ]),
      TableChunk(
        firstRowNumber: 2, rowCount: 1,
        columns: [
          .number([2]), .integer([-1]), .boolean([0]), .timestamp([1_500_000]),
          .category(CategoryColumn(codes: [0], dictionary: ["z"])),
        ]),
    ])

  private func text(kept: [Int], names: [String], values: ResultTable.Values) throws -> String {
    let results = ResultTable(kept: kept, table: table, names: names, values: values)
    let texts = try [1, 2].map { threads in
      let folder = try TemporaryFolder()
      let output = try DataOutput(path: folder.file("p.csv"))
      try results.write(to: output, threads: threads)
      try output.commit()
      return String(decoding: try folder.bytes(of: "p.csv"), as: UTF8.self)
    }
    #expect(texts[0] == texts[1])
    return texts[0]
  }

  @Test func keptColumnsComeFirstAndMissingIsEmpty() throws {
    #expect(
      try text(kept: [4, 0, 1, 2, 3], names: ["prediction"], values: .numbers([1.5, 2, 1e-9]))
        == """
        "a,c",n,i,b,t,prediction
        "x,y",0.5,7,true,1970-01-01T00:00:00Z,1.5
        ,,,,,2
        z,2,-1,false,1970-01-01T00:00:01.5Z,1e-09

        """)
  }

  @Test func severalResultsARow() throws {
    #expect(
      try text(kept: [], names: ["tree_0", "tree_1"], values: .integers([0, 1, 2, 3, 4, 5]))
        == "tree_0,tree_1\n0,1\n2,3\n4,5\n")
    #expect(try text(kept: [1], names: [], values: .integers([])) == "i\n7\n\"\"\n-1\n")
  }

  @Test func resultsMayBeColumns() throws {
    let chunks = table.chunks.map { [$0.columns[0], $0.columns[4]] }
    #expect(
      try text(kept: [], names: ["x", "zone"], values: .columns(chunks))
        == "x,zone\n0.5,\"x,y\"\n,\n2,z\n")
  }

  @Test func classesStandBeforeTheirProbabilities() throws {
    #expect(
      try text(
        kept: [1], names: ["prediction", "probability_a,b", "probability_é"],
        values: .labelled(
          texts: ["a,b", "é"], indices: [1, 0, 1], numbers: [0.25, 0.75, 1, 0, 0.5, 0.5]))
          == """
          i,prediction,"probability_a,b",probability_é
          7,é,0.25,0.75
          ,"a,b",1,0
          -1,é,0.5,0.5

          """)
  }
}
