import Testing

@Suite struct GBDTObjectivesPlaceholderTests {
  @Test func builds() {}
}
