import GBDTData
import Testing

@Suite struct RowGroupsTests {
  @Test(arguments: [1, 2, 3, 100]) func queriesHaveTheirRows(piece: Int) {
    let sizes = [1, 3, 1, 7, 2, 5]
    let keys = sizes.enumerated().flatMap { [UInt64](repeating: UInt64($0 * 11), count: $1) }
    var groups = RowGroups()
    for start in stride(from: 0, to: keys.count, by: piece) {
      groups.append(keys[start..<min(start + piece, keys.count)])
    }
    #expect(groups == RowGroups(keys))
    #expect(groups.rowCount == keys.count)
    #expect(groups.keys == [0, 11, 22, 33, 44, 55])
    #expect((0..<groups.queryCount).map { groups.rows(ofQuery: $0).count } == sizes)
    #expect((0..<groups.queryCount).flatMap { groups.rows(ofQuery: $0) } == Array(keys.indices))
  }

  @Test func none() {
    #expect(RowGroups([]).queryCount == 0)
    #expect(RowGroups([0]).queryCount == 1)
  }
}
