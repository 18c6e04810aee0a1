import GBDTTestSupport

/// Bytes that a test can repeat from its seed: a random stretch of 1,009, over and over.
func randomBytes(_ count: Int, seed: UInt64) -> [UInt8] {
  var random = SeededRandom(seed: seed)
  let stretch = (0..<1009).map { _ in UInt8.random(in: 0...255, using: &random) }
  var bytes: [UInt8] = []
  bytes.reserveCapacity(count)
  while bytes.count + stretch.count <= count { bytes += stretch }
  return bytes + stretch.prefix(count - bytes.count)
}
