import Testing

@Suite struct GBDTModelPlaceholderTests {
  @Test func builds() {}
}
