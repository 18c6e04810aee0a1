internal import GBDTCore
internal import GBDTKernels

/// Rows ready for the kernel.
struct CodedRows {
  /// One for each feature that some test asks for.
  let columns: [CodedColumn]
  /// For each feature, how many rows had a category that the model does not know.
  let unseenCategories: [Int]
}

extension ForestPredictor {
  /// Checks the columns against the features and matches categories.
  ///
  /// Cost: a look-up for each entry of a dictionary; a pass over the rows only of a column whose
  /// dictionary has an unknown entry.
  func codedRows(_ rows: FeatureRows) throws(ModelError) -> CodedRows {
    guard rows.columns.count == model.features.count else {
      throw ModelError(
        .data,
        "The model has \(model.features.count) features, the rows have \(rows.columns.count).")
    }
    var columns: [CodedColumn] = []
    var unseenCategories: [Int] = []
    for (feature, values) in rows.columns.enumerated() {
      var unseen = 0
      let column: CodedColumn
      switch (model.features[feature].kind, values) {
      case (.numeric, .numbers(let numbers)):
        column = .numbers(numbers, thresholds: coding.thresholds[feature])
      case (.categorical(_, let policy), .categories(let values, let dictionary)):
        let known = coding.categoryCodes[feature]
        let codes = dictionary.map { known[CategoryKey(text: $0)] ?? 0 }
        if codes.contains(0) {
          unseen = values.count { codes.indices.contains(Int($0)) && codes[Int($0)] == 0 }
        }
        if unseen > 0 && policy == .error {
          throw unseenCategory(feature, values, dictionary, codes, rows)
        }
        column = .categories(values, codes: codes)
      case (.numeric, .categories):
        throw mismatch(feature, expected: "numbers", found: "categories")
      case (.categorical, .numbers):
        throw mismatch(feature, expected: "categories", found: "numbers")
      }
      unseenCategories.append(unseen)
      if coding.columns[feature] != nil { columns.append(column) }
    }
    return CodedRows(columns: columns, unseenCategories: unseenCategories)
  }

  /// The codes of one row, as the trees' tests want them.
  func codes(of coded: CodedRows, row: Int) -> [UInt32] {
    coded.columns.map { ReferenceForest.code(of: $0, row: row) }
  }

  private func unseenCategory(
    _ feature: Int, _ values: [Int32], _ dictionary: [String], _ codes: [UInt32],
    _ rows: FeatureRows
  ) -> ModelError {
    let row = values.firstIndex { codes.indices.contains(Int($0)) && codes[Int($0)] == 0 } ?? 0
    return unseenCategory(
      dictionary[Int(values[row])], feature: feature,
      place: "Row \(rows.firstRowNumber + UInt64(row)): the feature")
  }

  /// For a category that the model refuses; `place` begins the message.
  func unseenCategory(_ category: String, feature: Int, place: String) -> ModelError {
    let suggestion: String
    if case .categorical(let categories, _) = model.features[feature].kind {
      suggestion = Suggestion.sentence(for: category, among: categories)
    } else {
      suggestion = ""
    }
    return ModelError(
      .data,
      "\(place) `\(model.features[feature].name)` has the category \"\(category)\", which training "
        + "never saw, and the model refuses such categories.\(suggestion) Correct the row, or train "
        + "with unseen_category=missing to have them treated as missing.")
  }

  private func mismatch(_ feature: Int, expected: String, found: String) -> ModelError {
    ModelError(
      .data,
      "The feature `\(model.features[feature].name)` takes \(expected), but the rows have \(found)."
    )
  }
}
