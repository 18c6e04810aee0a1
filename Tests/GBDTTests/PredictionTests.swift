import Foundation
import GBDT
import Testing

@Suite struct PredictionTests {
  @Test func columnsAreMatchedByName() throws {
    let rides = Rides()
    let model = try rides.model()
    let reordered = try DataTable(columns: [
      "zone": .strings(rides.zones), "unused": .booleans(rides.zones.map { _ in nil }),
      "distance": .numbers(rides.distances),
    ])
    #expect(try model.predict(reordered) == model.predict(rides.table()))
  }

  @Test func missingColumnsAndWrongTypesAreErrors() throws {
    let model = try Rides().model()
    var error = #expect(throws: GBDTError.self) {
      try model.predict(DataTable(columns: ["distance": .numbers([1])]))
    }
    #expect(error?.code == .data)
    #expect(error?.message.contains("`zone`") == true, "\(error?.message ?? "")")
    error = #expect(throws: GBDTError.self) {
      try model.predict(
        DataTable(columns: ["distance": .strings(["near"]), "zone": .strings(["soho"])]))
    }
    #expect(error?.code == .data)
    #expect(error?.message.contains("distance") == true, "\(error?.message ?? "")")
  }

  @Test func unseenCategoriesAreMissingAndCounted() throws {
    let rides = try DataTable(columns: [
      "distance": .numbers([5, 5, 5]), "zone": .strings(["narnia", nil, "harlem"]),
    ])
    let model = try Rides().model()
    let predictions = try model.predict(rides)
    #expect(predictions[0] == predictions[1])
    let unseen = try model.unseenCategories(in: rides)
    #expect(unseen.map(\.feature) == ["zone"])
    #expect(unseen.map(\.rowCount) == [1])
    #expect(try model.unseenCategories(in: Rides().table()).isEmpty)
  }

  @Test func unseenCategoriesMayBeRefused() throws {
    let model = try Rides().model([("unseen_category", "error")])
    let rides = try DataTable(columns: [
      "distance": .numbers([5, 5]), "zone": .strings(["harlem", "harlm"]),
    ])
    let error = #expect(throws: GBDTError.self) { try model.predict(rides) }
    #expect(error?.code == .data)
    for part in ["Row 1", "`zone`", "\"harlm\"", "Did you mean `harlem`?"] {
      #expect(error?.message.contains(part) == true, "\(error?.message ?? "")")
    }
  }

  @Test func fewerIterationsAndOtherViewsAgree() throws {
    let table = try Rides().table()
    let model = try Rides().model()
    let constant = try model.predict(table, iterations: 0)
    #expect(Set(constant).count == 1)
    #expect(try model.predict(table, iterations: 20) == model.predict(table))
    #expect(try model.predict(table, iterations: 3) != model.predict(table))
    for wrong in [-1, 21] {
      let error = #expect(throws: GBDTError.self) {
        try model.predict(table, iterations: wrong)
      }
      #expect(error?.code == .usage)
    }
    #expect(try model.leafIndices(table).count == 600 * 20)
    let parts = try model.contributions(table)
    #expect(parts.count == 600 * 3)
    for (row, prediction) in try model.predict(table).enumerated() {
      let sum = parts[(3 * row)..<(3 * row + 3)].reduce(0, +)
      #expect(abs(sum - prediction) < 1e-9)
    }
  }

  @Test func threadsAndCompanyDoNotShow() throws {
    let rides = Rides()
    let model = try rides.model()
    let whole = try model.predict(rides.table(), threads: 1)
    #expect(try model.predict(rides.table(), threads: 5) == whole)
    for row in [0, 3, 599] {
      let alone = try DataTable(columns: [
        "distance": .numbers([rides.distances[row]]), "zone": .strings([rides.zones[row]]),
      ])
      #expect(try model.predict(alone)[0].bitPattern == whole[row].bitPattern)
    }
    #expect(
      try model.predict(DataTable(columns: ["distance": .numbers([]), "zone": .strings([])])) == [])
  }

  /// One model serves any number of threads of any kind at once.
  @Test func isSharedByThreads() async throws {
    let model = try Rides().model()
    let table = try Rides().table()
    let expected = try model.predict(table)
    try await withThrowingTaskGroup(of: [Double].self) { group in
      for threads in [1, 2, 3, 1, 2, 3] {
        group.addTask { try model.predict(table, threads: threads) }
      }
      for try await found in group { #expect(found == expected) }
    }
  }
}
