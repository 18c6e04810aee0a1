import Testing

@Suite struct GBDTPlaceholderTests {
  @Test func builds() {}
}
