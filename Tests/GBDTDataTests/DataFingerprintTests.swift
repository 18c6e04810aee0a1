import GBDTData
import GBDTSchema
import Testing

@Suite struct DataFingerprintTests {
  private let schema = Schema(columns: [
    ColumnSchema(name: "n", type: .number), ColumnSchema(name: "i", type: .integer),
    ColumnSchema(name: "b", type: .boolean), ColumnSchema(name: "t", type: .timestamp),
    ColumnSchema(name: "c", type: .category),
  ])

  /// 120 rows of every type; `dictionary` order differs between chunks.
  private func table(
    chunk size: Int, first: UInt64 = 0, change: (inout [Column]) -> Void = { _ in }
  ) -> Table {
    let chunks = stride(from: 0, to: 120, by: size).map { start in
      let rows = start..<min(start + size, 120)
      let words = start % 2 == 0 ? ["x", "y", ""] : ["", "y", "x"]
      var columns: [Column] = [
        .number(rows.map { $0 % 7 == 0 ? .nan : Double($0) / 3 }),
        .integer(rows.map { $0 % 11 == 0 ? Column.missingInteger : Int64($0) }),
        .boolean(rows.map { UInt8($0 % 3) }),
        .timestamp(rows.map { Int64($0) * 1_000_000 }),
        .category(
          CategoryColumn(
            codes: rows.map { row in
              row % 5 == 0
                ? -1 : Int32(words.firstIndex(of: ["x", "y", ""][row % 3]) ?? 0)
            }, dictionary: words)),
      ]
      if start == 0 { change(&columns) }
      return TableChunk(
        firstRowNumber: first + UInt64(start), rowCount: rows.count, columns: columns)
    }
    return Table(schema: schema, chunks: chunks)
  }

  @Test(arguments: [1, 7, 50, 120], [1, 3])
  func chunksAndThreadsChangeNothing(size: Int, threads: Int) {
    #expect(
      DataFingerprint.of(table(chunk: size), threads: threads)
        == DataFingerprint.of(table(chunk: 120)))
  }

  @Test func everyChangeIsSeen() {
    let changes: [(inout [Column]) -> Void] = [
      { $0[0] = self.changed($0[0]) }, { $0[1] = self.changed($0[1]) },
      { $0[2] = self.changed($0[2]) }, { $0[3] = self.changed($0[3]) },
      { $0[4] = self.changed($0[4]) },
      {
        // Two rows swapped in one column.
        guard case .integer(var values) = $0[1] else { return }
        values.swapAt(3, 4)
        $0[1] = .integer(values)
      },
      {
        // Integers and timestamps of one row exchanged.
        guard case .integer(var a) = $0[1], case .timestamp(var b) = $0[3] else { return }
        (a[5], b[5]) = (b[5], a[5])
        $0[1] = .integer(a)
        $0[3] = .timestamp(b)
      },
    ]
    let prints = changes.map { DataFingerprint.of(table(chunk: 120, change: $0)).description }
    let others = [
      DataFingerprint.of(table(chunk: 120)), DataFingerprint.of(table(chunk: 120, first: 1)),
      DataFingerprint.of(
        table(chunk: 120), columns: Schema(columns: Array(schema.columns.reversed()))),
      DataFingerprint.of(table(chunk: 120), columns: Schema(columns: [schema.columns[0]])),
    ].map(\.description)
    #expect(Set(prints + others).count == prints.count + others.count)
  }

  /// Row 2 with another value.
  private func changed(_ column: Column) -> Column {
    switch column {
    case .number(var values):
      values[2] = values[2].nextUp
      return .number(values)
    case .integer(var values):
      values[2] = -values[2]
      return .integer(values)
    case .boolean(var values):
      values[2] = (values[2] + 1) % 3
      return .boolean(values)
    case .timestamp(var values):
      values[2] += 1
      return .timestamp(values)
    case .category(var column):
      column.codes[2] = column.codes[2] == 0 ? 1 : 0
      return .category(column)
    }
  }

  @Test func namesAndTypesCount() {
    func print(_ name: String, _ column: Column) -> String {
      let schema = Schema(columns: [ColumnSchema(name: name, type: column.type)])
      let chunk = TableChunk(firstRowNumber: 0, rowCount: column.rowCount, columns: [column])
      return DataFingerprint.of(Table(schema: schema, chunks: [chunk])).description
    }
    #expect(print("a", .integer([1])) != print("b", .integer([1])))
    #expect(print("a", .integer([1])) != print("a", .timestamp([1])))
    #expect(print("a", .integer([])) != print("b", .integer([])))
    #expect(print("a", .number([0])) == print("a", .number([-0.0])))
    #expect(print("a", .number([0])) != print("a", .number([.nan])))
    // Strings count, not codes.
    #expect(
      print("a", .category(CategoryColumn(codes: [0], dictionary: ["u"])))
        == print("a", .category(CategoryColumn(codes: [1], dictionary: ["v", "u"]))))
    #expect(
      print("a", .category(CategoryColumn(codes: [0], dictionary: ["ab"])))
        != print("a", .category(CategoryColumn(codes: [0], dictionary: ["ba"]))))
  }

  /// A changed value would make every stored fingerprint look like other data.
  @Test func isStable() {
    let print = DataFingerprint.of(table(chunk: 120)).description
    #expect(print.count == 32)
    #expect(print == "1d423231369908fb72a8b2ae8e11601a")
  }
}
