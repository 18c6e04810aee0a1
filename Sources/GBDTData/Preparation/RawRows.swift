internal import GBDTParameters
internal import GBDTSchema
internal import Synchronization

/// The raw rows of a training run, seen through its recipe: read several times, and given up chunk by
/// chunk in the last pass, so that they make room for the bins that are made of them.
///
/// Long chunks (a table from arrays is a single one) are evaluated in pieces, to keep all threads busy
/// and what a recipe derives small.
final class RawRows: FeatureChunkSource {
  private struct Piece {
    let chunk: Int
    let rows: Range<Int>
  }

  private struct State {
    var chunks: [TableChunk?]
    var evaluator: RecipeEvaluator
    /// In the last pass, if some model is to score the rows.
    var scorer: (any ChunkScorer)?
    /// For each chunk the number of its pieces that the last pass has yet to ask for; nil before it.
    var awaitedPieces: [Int]?
  }

  static let maximumPieceRows = 1 << 13

  let featureNames: [String]
  let isCategorical: [Bool]
  let maximumRowCount: Int
  private let pieces: [Piece]
  private let isOfValidation: Bool
  private let state: Mutex<State>

  /// - Parameters:
  ///   - labelComplaint: what is wrong with a label, as `RecipeEvaluator` has it.
  ///   - isOfValidation: whether the table has validation rows only.
  /// - Throws: as `RecipeEvaluator`.
  init(
    _ table: consuming Table, checked: CheckedRecipe, labelKind: LabelKind,
    labelComplaint: (@Sendable (Double) -> String?)?, isOfValidation: Bool
  ) throws(RecipeError) {
    var evaluator = try RecipeEvaluator(
      checked, tableSchema: table.schema, purpose: .training, labelKind: labelKind)
    evaluator.labelComplaint = labelComplaint
    self.isOfValidation = isOfValidation
    featureNames = checked.featureNames
    isCategorical = checked.isCategorical
    maximumRowCount = table.rowCount
    pieces = table.chunks.indices.flatMap { chunk in
      let rowCount = table.chunks[chunk].rowCount
      return stride(from: 0, to: rowCount, by: Self.maximumPieceRows).map {
        Piece(chunk: chunk, rows: $0..<min($0 + Self.maximumPieceRows, rowCount))
      }
    }
    state = Mutex(State(chunks: table.chunks, evaluator: evaluator))
  }

  var chunkCount: Int { pieces.count }

  /// - Precondition: in the last pass, each chunk is asked for once.
  func chunk(at index: Int) throws(DataError) -> FeatureChunk {
    let piece = pieces[index]
    let (chunk, evaluator, scorer) = state.withLock { state in
      let chunk = state.chunks[piece.chunk]
      state.awaitedPieces?[piece.chunk] -= 1
      if state.awaitedPieces?[piece.chunk] == 0 { state.chunks[piece.chunk] = nil }
      return (chunk, state.evaluator, state.scorer)
    }
    guard let chunk else { preconditionFailure("the last pass asks for each chunk once") }
    do throws(DataError) {
      let rows = try evaluator.evaluate(chunk.rows(piece.rows))
      return try scorer?.scored(rows) ?? rows
    } catch {
      var place = error.place
      place.row?.isOfValidation = isOfValidation
      throw DataError(error.category, error.problem, at: place)
    }
  }

  /// From now on each chunk may be asked for once, and is given up then.
  ///
  /// - Parameters:
  ///   - classes: of the labels; empty where labels are numbers.
  ///   - scorer: says where the rows' scores start; nil: nobody does.
  func beginLastPass(classes: [ClassLabel], scorer: (any ChunkScorer)?) {
    state.withLock { state in
      state.scorer = scorer
      if !classes.isEmpty { state.evaluator = state.evaluator.knowing(classes) }
      var counts = [Int](repeating: 0, count: state.chunks.count)
      for piece in pieces { counts[piece.chunk] += 1 }
      state.awaitedPieces = counts
    }
  }
}
