internal import GBDTCore
internal import GBDTData
internal import GBDTKernels
internal import GBDTObjectives
internal import GBDTParameters
internal import GBDTSchema

/// The rows that a recipe keeps, seen as a whole before they are divided: what is wrong with a row is said
/// with its number in the table, which no fold knows.
enum CheckedRows {
  /// Positions in the table, ascending.
  ///
  /// - Throws: `.data` for a recipe that does not fit the table, and for values, labels and weights that
  ///   cannot be trained on.
  static func positions(
    in table: Table, recipe: FeatureRecipe, parameters: Parameters
  ) throws(GBDTError) -> [Int] {
    let checked = try GBDTError.wrapping { () throws(RecipeError) in
      try CheckedRecipe(recipe.recipe, schema: table.schema)
    }
    let source = try RecipeChunkSource(
      checked, table: table, purpose: .training,
      labelKind: parameters.validated.values.objective.labelKind)
    let values = parameters.validated.values
    // What is a class is for each fold to find.
    let objective = values.objective.labelKind.hasClasses ? nil : values.makeObjective()
    let first = table.chunks.first?.firstRowNumber ?? 0
    let parts = try Parallel.map(
      count: source.chunkCount, threads: parameters.threads
    ) { (index) throws(GBDTError) in
      let chunk = try GBDTError.wrapping { () throws(DataError) in try source.chunk(at: index) }
      if let objective { try check(chunk, objective: objective) }
      return chunk.rowNumbers.map { Int($0 - first) }
    }
    return parts.flatMap(\.self)
  }

  private static func check(
    _ chunk: FeatureChunk, objective: any Objective
  ) throws(GBDTError) {
    let complaint = chunk.labels.withUnsafeBufferPointer { labels in
      // Scores do not matter here; labels stand in for them.
      LabelledRows(scores: labels, labels: labels, weights: nil).complaint(objective: objective)
    }
    if let (place, text) = complaint {
      throw GBDTError(.data, "Row \(chunk.rowNumbers[place]) has \(text)")
    }
  }
}
