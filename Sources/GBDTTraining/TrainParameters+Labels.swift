internal import GBDTObjectives
package import GBDTParameters

extension TrainParameters {
  /// What is wrong with a label that is a number, as the end of "the label 7, which ..."; nil where labels
  /// are classes.
  package var labelComplaint: (@Sendable (Double) -> String?)? {
    objective.labelKind.hasClasses ? nil : makeObjective().labelComplaint
  }
}
