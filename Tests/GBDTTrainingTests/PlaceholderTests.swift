import Testing

@Suite struct GBDTTrainingPlaceholderTests {
  @Test func builds() {}
}
