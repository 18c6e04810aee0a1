import GBDTTool
import Testing

@Suite struct TimestampTextTests {
  @Test(
    arguments: [
      (0, "1970-01-01T00:00:00Z"),
      (1_422_725_181_000_000, "2015-01-31T17:26:21Z"),
      (1_582_934_400_250_000, "2020-02-29T00:00:00.25Z"),
      (951_782_399_000_001, "2000-02-28T23:59:59.000001Z"),
      (-1, "1969-12-31T23:59:59.999999Z"),
      (-2_203_891_200_000_000, "1900-03-01T00:00:00Z"),
      (253_402_300_799_000_000, "9999-12-31T23:59:59Z"),
    ] as [(Int64, String)])
  func textOfKnownTimes(microseconds: Int64, expected: String) {
    #expect(TimestampText.utc(microseconds: microseconds) == expected)
  }
}
