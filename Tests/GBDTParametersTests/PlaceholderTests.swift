import Testing

@Suite struct GBDTParametersPlaceholderTests {
  @Test func builds() {}
}
