import Testing

@Suite struct GBDTDataPlaceholderTests {
  @Test func builds() {}
}
