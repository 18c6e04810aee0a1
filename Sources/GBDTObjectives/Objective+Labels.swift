internal import GBDTParameters

extension Objective {
  /// What is wrong with a finite label that is a number, as the end of "the label 7, which ...": too large for
  /// any objective, or not for this one. nil where labels are classes.
  package var labelComplaint: (@Sendable (Double) -> String?)? {
    if name.labelKind.hasClasses { return nil }
    return { label in
      if label.magnitude > LabelledRows.maximumLabelMagnitude {
        return "is too large: labels lie between -\(LabelledRows.maximumLabelMagnitude) and "
          + "\(LabelledRows.maximumLabelMagnitude); scale the label"
      }
      return complaint(about: label)
    }
  }
}
