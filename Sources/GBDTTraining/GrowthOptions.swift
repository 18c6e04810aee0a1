/// How trees are grown, in what never shows in them. In a run of several processes they must be the
/// same in each.
package struct GrowthOptions: Sendable, Equatable {
  /// Nodes expanded in one round at least, if so many are known to be worth it: a process alone takes
  /// the lower bound, several the number that suits the time that rounds take (`BatchPace`).
  package var batchSizes = 4...256
  /// For histograms kept between rounds.
  package var histogramBytes = 1 << 30
  /// Where a process would be sent no more bytes of a round's histograms by all others together, every
  /// process gets all sums: what is saved by sharing the features is less than another exchange costs.
  package var starBytes = 1 << 18

  package init() {}

  /// Whether each process is to get the sums of a share of the features only.
  ///
  /// - Parameter histogramBytes: of one histogram.
  func isScattered(worldSize: Int, histogramBytes: Int) -> Bool {
    worldSize > 1 && (worldSize - 1) * histogramBytes > starBytes / batchSizes.lowerBound
  }
}
