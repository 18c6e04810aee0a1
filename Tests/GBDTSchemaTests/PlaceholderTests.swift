import Testing

@Suite struct GBDTSchemaPlaceholderTests {
  @Test func builds() {}
}
