internal import GBDTCore
internal import GBDTData
internal import GBDTKernels
internal import GBDTParameters
internal import GBDTSchema
internal import GBDTTraining

/// The rows that a recipe keeps, seen as a whole before they are divided: what is wrong with a row is said
/// with its number in the table, which no fold knows.
enum CheckedRows {
  /// Positions in the table, ascending.
  ///
  /// - Throws: `.data` for a recipe that does not fit the table, and for values, labels and weights that
  ///   cannot be trained on.
  static func positions(
    in table: DataTable, recipe: FeatureRecipe, parameters: Parameters
  ) throws(GBDTError) -> [Int] {
    let checked = try GBDTError.wrapping { () throws(RecipeError) in
      try CheckedRecipe(recipe.recipe, schema: table.table.schema)
    }
    do throws(GBDTError) {
      try PreparedRows.requireWholeQueries(
        in: table.table, recipe.recipe.roles.group, isOfValidation: false)
    } catch {
      throw error.located(in: table.places)
    }
    let values = parameters.validated.values
    // What is a class is for each fold to find.
    let source = try RecipeChunkSource(
      checked, table: table.table, purpose: .training, labelKind: values.objective.labelKind,
      labelComplaint: values.labelComplaint)
    let first = table.table.chunks.first?.firstRowNumber ?? 0
    do throws(DataError) {
      return try Parallel.map(
        count: source.chunkCount, threads: parameters.threads
      ) { (index) throws(DataError) in
        try source.chunk(at: index).rowNumbers.map { Int($0 - first) }
      }.flatMap(\.self)
    } catch {
      throw GBDTError(error).located(in: table.places)
    }
  }
}
