/// How trees are grown, in what never shows in them. In a run of several processes they must be the
/// same in each.
package struct GrowthOptions: Sendable, Equatable {
  /// Nodes expanded in one round at least, if so many are known to be worth it.
  package var batchSize = 4
  /// For histograms kept between rounds.
  package var histogramBytes = 1 << 30

  package init() {}
}
