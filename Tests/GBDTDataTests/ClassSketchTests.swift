import GBDTCore
import GBDTData
import GBDTParameters
import GBDTSchema
import GBDTTestSupport
import Testing

@Suite struct ClassSketchTests {
  private static func numbers(_ values: [Double]) -> ClassSketch {
    var sketch = ClassSketch(labelType: .number)
    sketch.add(.number(values))
    return sketch
  }

  private static func strings(_ values: [String]) -> ClassSketch {
    var sketch = ClassSketch(labelType: .category)
    sketch.add(.category(CategoryColumn(values)))
    return sketch
  }

  private func message(_ sketch: ClassSketch, _ kind: LabelKind) -> String? {
    #expect(throws: DataError.self) { try sketch.classes(for: kind, column: "y") }?.message
  }

  @Test func classesAscend() throws {
    let numbers = try Self.numbers([3, -1, 3, 10, -1]).classes(for: .classes, column: "y")
    #expect(numbers == [.number(-1), .number(3), .number(10)])
    let strings = try Self.strings(["b", "a", "B"]).classes(for: .classes, column: "y")
    #expect(strings == [.string("B"), .string("a"), .string("b")])
    #expect(
      try Self.strings([">50K", "<=50K", ">50K"]).classes(for: .twoClasses, column: "y")
        == [.string("<=50K"), .string(">50K")])
  }

  @Test(arguments: [1, 2, 3, 7]) func partsMakeTheWhole(count: Int) throws {
    let labels = (0..<500).map { Double($0 * $0 % 97) }
    let whole = try Self.numbers(labels).classes(for: .classes, column: "y")
    var merged = ClassSketch(labelType: .integer)
    for part in (0..<count).reversed() {
      let some = labels.enumerated().filter { $0.offset % count == part }.map(\.element)
      merged.merge(try ClassSketch(decoding: Self.numbers(some).encoded))
    }
    #expect(try merged.classes(for: .classes, column: "y") == whole)
  }

  @Test func refusesWhatCannotBeLearned() {
    for kind in [LabelKind.classes, .twoClasses] {
      #expect(
        message(Self.strings(["a", "a"]), kind)
          == "column `y`: the label is `a` in every row: there must be two classes to tell apart")
      #expect(
        message(Self.numbers([]), kind)
          == "column `y`: the label has no value: no row is left to train on")
      #expect(
        message(Self.numbers((0...1_000).map { Double($0) }), kind)
          == "column `y`: the label has more than 1000 distinct values, which is the most that classes"
          + " can be: it looks like a regression target; objective=regression learns numbers")
    }
    #expect(
      message(Self.strings(["a", "b", "c"]), .twoClasses)
        == "column `y`: the label has 3 distinct values (`a`, `b`, `c`), but this objective learns two"
        + " classes. Give objective=multiclass to learn all of them, or drop the rows of the others with"
        + " a filter in the recipe's drop_rows_where")
    #expect(
      message(Self.numbers([1, 2, 3, 4, 5, 6, 7.5]), .twoClasses)?.contains(
        "7 distinct values (`1`, `2`, `3`, `4`, `5` and 2 more)") == true)
  }

  @Test func aThousandClassesAreNotTooMany() throws {
    let sketch = Self.numbers((0..<1_000).map { Double($0) })
    #expect(try sketch.classes(for: .classes, column: "y").count == ClassSketch.limit)
    var merged = sketch
    merged.merge(Self.numbers([1_000]))
    #expect(message(merged, .classes) != nil)
  }

  @Test func travels() {
    for sketch in [Self.numbers([1, 2]), Self.strings(["a", "b"]), Self.numbers([])] {
      #expect(ByteCodableCheck(sketch).problems.isEmpty)
    }
  }
}
