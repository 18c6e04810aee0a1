/// Binned rows to grow trees on, and to measure them on.
package struct BinnedRows: Sendable {
  package let training: BinnedDataset
  package let validation: BinnedDataset?

  package init(training: BinnedDataset, validation: BinnedDataset?) {
    self.training = training
    self.validation = validation
  }
}
