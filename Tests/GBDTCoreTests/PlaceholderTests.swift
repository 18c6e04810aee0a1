import Testing

@Suite struct GBDTCorePlaceholderTests {
  @Test func builds() {}
}
