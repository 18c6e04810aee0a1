import GBDTParameters
import Testing

@Suite struct ValidatedTrainParametersTests {
  private func message(_ change: (inout TrainParameters) -> Void) -> String? {
    var values = TrainParameters()
    change(&values)
    do throws(ParameterError) {
      _ = try ValidatedTrainParameters(values)
      return nil
    } catch {
      return error.message
    }
  }

  @Test func valuesOutOfRangeAreRefused() {
    #expect(message { $0.learningRate = .nan } == "learning_rate=nan must be a number above 0.")
    #expect(message { $0.metrics = [] } == "metric= must name at least one.")
    #expect(
      message { $0.seed = .max }
        == "seed=9223372036854775807 must be an integer from 0 to 9007199254740992.")
  }

  @Test func baggingWithoutFrequencyIsAConflict() {
    #expect(
      message { $0.baggingFraction = 0.8 }
        == "bagging_fraction=0.8 conflicts with bagging_freq=0, which draws no bags; "
        + "add bagging_freq=1 for a new bag each iteration.")
    #expect(
      message {
        $0.baggingFraction = 0.8
        $0.baggingFreq = 1
      } == nil)
  }

  @Test func leavesThatADepthCannotHoldAreAConflict() {
    #expect(
      message {
        $0.numLeaves = 255
        $0.maxDepth = 5
      }
        == "num_leaves=255 conflicts with max_depth=5: a tree of that depth has at most 32 leaves; "
        + "raise max_depth or lower num_leaves.")
    #expect(
      message {
        $0.numLeaves = 255
        $0.maxDepth = 8
      } == nil)
    #expect(message { $0.maxDepth = 3 } == nil, "the default number of leaves gives way")
    #expect(
      message {
        $0.maxDepth = 512
        $0.numLeaves = 1000
      } == nil)
  }
}
