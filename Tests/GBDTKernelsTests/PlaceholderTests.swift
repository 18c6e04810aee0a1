import Testing

@Suite struct GBDTKernelsPlaceholderTests {
  @Test func builds() {}
}
