/// "Did you mean": the known name nearest to a misspelt one.
package enum Suggestion {
  /// The candidate with the smallest edit distance to `word`, if that distance is at most a third of the
  /// longer word's length (and at least one edit is always allowed). The first of equals wins.
  package static func nearest(to word: String, among candidates: some Sequence<String>) -> String? {
    var best: (name: String, distance: Int)?
    for candidate in candidates {
      let limit = max(1, max(word.count, candidate.count) / 3)
      let distance = editDistance(Array(word.lowercased()), Array(candidate.lowercased()))
      if distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
    }
    return best?.name
  }

  /// " Did you mean `x`?" with a leading space, or an empty string.
  package static func sentence(for word: String, among candidates: some Sequence<String>) -> String
  {
    nearest(to: word, among: candidates).map { " Did you mean `\($0)`?" } ?? ""
  }

  /// Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment).
  private static func editDistance(_ a: [Character], _ b: [Character]) -> Int {
    var previous: [Int] = []
    var current = Array(0...b.count)
    for i in a.indices {
      var next = [i + 1]
      for j in b.indices {
        var cost = min(current[j] + (a[i] == b[j] ? 0 : 1), current[j + 1] + 1, next[j] + 1)
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          cost = min(cost, previous[j - 1] + 1)
        }
        next.append(cost)
      }
      previous = current
      current = next
    }
    return current[b.count]
  }
}
