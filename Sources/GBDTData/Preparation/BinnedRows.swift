/// Binned rows to grow trees on, and to measure them on.
package struct BinnedRows: Sendable {
  package let training: BinnedDataset
  package let validation: BinnedDataset?
  /// Classes of the labels, which are their places then; 0 where labels are numbers.
  package let classCount: Int

  package init(training: BinnedDataset, validation: BinnedDataset?, classCount: Int = 0) {
    self.training = training
    self.validation = validation
    self.classCount = classCount
  }
}
