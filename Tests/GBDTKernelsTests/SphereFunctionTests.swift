import GBDTKernels
import Testing

@Suite struct SphereFunctionTests {
  @Test(arguments: [
    // Quarter of a meridian, the equator's half, one degree of longitude at 60 degrees north.
    ([0.0, 0, 90, 0], 10_007.557221017962, 0.0), ([0, 0, 0, 180], 20_015.114442035925, 90),
    ([60, 10, 60, 11], 55.597010864896917, 89.566984550134662),
    ([40.6413, -73.7781, 40.7769, -73.874], 17.108126953836179, 331.83550713860347),
    ([10, 20, 10, 20], 0, 0), ([0, 1, 0, 0], 111.19508023353291, 270),
    ([1, 0, 0, 0], 111.19508023353291, 180),
  ])
  func knownPlaces(place: [Double], distance: Double, bearing: Double) {
    let (a, b, c, d) = (place[0], place[1], place[2], place[3])
    #expect(abs(SphereFunction.haversine(a, b, c, d) - distance) <= 1e-9)
    #expect(abs(SphereFunction.bearing(a, b, c, d) - bearing) <= 1e-9)
  }

  @Test(arguments: SphereFunction.allCases, KernelVariant.supported)
  func kernelsEqualTheTwin(function: SphereFunction, variant: KernelVariant) {
    let special: [Double] = [0, -0.0, 90, -90, 180, -180, 401.3, .nan, 1e9, 1e300, 40.7, -73.9]
    for count in Array(0...67) + [2048] {
      func column(_ salt: Int) -> [Double] {
        (0..<count).map { row in
          let mixed = (row &* 7919 &+ salt &* 104_729) % 100_003
          return mixed % 5 == 0 ? special[mixed % special.count] : Double(mixed) / 300 - 160
        }
      }
      let (a, b, c, d) = (column(1), column(2), column(3), column(4))
      let results = function(a, b, c, d, variant: variant)
      #expect(results.count == count)
      let wrong = (0..<count).first {
        let twin = function(a[$0], b[$0], c[$0], d[$0])
        return results[$0].bitPattern != twin.bitPattern && !(results[$0].isNaN && twin.isNaN)
      }
      #expect(wrong == nil)
    }
  }
}
