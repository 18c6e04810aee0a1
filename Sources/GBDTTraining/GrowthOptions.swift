/// How trees are grown, in what never shows in them. In a run of several processes they must be the
/// same in each.
package struct GrowthOptions: Sendable, Equatable {
  /// Nodes expanded in one round at least, if so many are known to be worth it: a process alone takes
  /// the lower bound, several the number that suits the time that rounds take (`BatchPace`).
  package var batchSizes = 4...256
  /// For histograms kept between rounds.
  package var histogramBytes = 1 << 30
  /// Up to so many processes, all get all sums.
  package var starProcesses = 4
  /// Nor are the features shared among more processes where a round's histograms take fewer bytes.
  package var starBytes = 1 << 20

  package init() {}

  /// Whether each process is to get the sums of a share of the features only.
  ///
  /// - Parameter histogramBytes: of one histogram.
  func isScattered(worldSize: Int, histogramBytes: Int) -> Bool {
    worldSize > max(1, starProcesses) && histogramBytes * batchSizes.lowerBound > starBytes
  }
}
