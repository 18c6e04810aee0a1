import GBDTCore
import Testing

/// The oracle: sums as whole numbers of 2^-1074 in schoolbook arithmetic, positive and negative parts
/// apart, and rounding written out over the binary digits.
private struct SchoolbookSum {
  private var positive = [UInt32](repeating: 0, count: 80)
  private var negative = [UInt32](repeating: 0, count: 80)

  mutating func add(_ number: Double) {
    let field = Int(number.magnitude.bitPattern >> 52)
    let fraction = number.magnitude.bitPattern & (1 << 52 - 1)
    let whole = field == 0 ? fraction : fraction | 1 << 52
    let shift = max(field, 1) - 1
    if number.sign == .plus {
      Self.add(whole, shift: shift, to: &positive)
    } else {
      Self.add(whole, shift: shift, to: &negative)
    }
  }

  private static func add(_ whole: UInt64, shift: Int, to sum: inout [UInt32]) {
    var carry: UInt64 = 0
    for digit in 0..<sum.count {
      var addend: UInt64 = 0
      let low = 32 * digit - shift
      if low >= 0, low < 64 { addend = whole >> UInt64(low) & 0xFFFF_FFFF }
      if low < 0, low > -32 { addend = whole << UInt64(-low) & 0xFFFF_FFFF }
      let total = UInt64(sum[digit]) + addend + carry
      sum[digit] = UInt32(truncatingIfNeeded: total)
      carry = total >> 32
    }
  }

  var value: Double {
    let isNegative = positive.reversed().lexicographicallyPrecedes(negative.reversed())
    let (larger, smaller) = isNegative ? (negative, positive) : (positive, negative)
    var bits: [Bool] = []
    var borrow: Int64 = 0
    for digit in larger.indices {
      var difference = Int64(larger[digit]) - Int64(smaller[digit]) - borrow
      borrow = difference < 0 ? 1 : 0
      if difference < 0 { difference += 1 << 32 }
      for bit in 0..<32 { bits.append(difference >> Int64(bit) & 1 == 1) }
    }
    guard let top = bits.lastIndex(of: true) else { return 0 }
    // A double keeps 53 bits from the top, and none below bit 0.
    let lowest = max(0, top - 52)
    var kept = bits[lowest...top].reversed().reduce(UInt64(0)) { $0 * 2 + ($1 ? 1 : 0) }
    if lowest > 0, bits[lowest - 1] {
      let isTie = !bits[..<(lowest - 1)].contains(true)
      if !isTie || kept % 2 == 1 { kept += 1 }
    }
    // Adding to the exponent field carries into it where the significand overflows.
    let field = lowest == 0 ? 0 : UInt64(lowest)
    let pattern = field << 52 &+ kept
    let magnitude = pattern >= 0x7FF << 52 ? .infinity : Double(bitPattern: pattern)
    return isNegative ? -magnitude : magnitude
  }
}

@Suite struct ExactSumTests {
  private func sum(_ numbers: some Sequence<Double>) -> ExactSum {
    var sum = ExactSum()
    for number in numbers { sum.add(number) }
    return sum
  }

  private func check(_ numbers: [Double], _ comment: Comment? = nil) {
    var oracle = SchoolbookSum()
    for number in numbers { oracle.add(number) }
    let expected = oracle.value
    #expect(sum(numbers).value == expected, comment)
    #expect(sum(numbers.reversed()).value == expected, comment)
    #expect(sum(numbers.map { -$0 }).value == -expected, comment)
  }

  @Test(arguments: 0..<40 as Range<UInt64>)
  func randomBitPatterns(seed: UInt64) {
    let hash = CounterHash(seed: seed, purpose: .selfTestRows)
    // From a few binades to all of them; half of the numbers return with the other sign.
    let spread = [2, 60, 300, 2_046][Int(seed % 4)]
    var numbers = (0..<40 as Range<UInt64>).map { index -> Double in
      let word = hash.value(index)
      let exponent = UInt64(Int(word >> 52) % spread + (2_046 - spread) / 2)
      return Double(bitPattern: (word & 0x800F_FFFF_FFFF_FFFF) | exponent << 52)
    }
    check(numbers, "seed \(seed)")
    numbers += numbers.prefix(30).map { -$0 }
    check(numbers, "seed \(seed), cancelled")
  }

  @Test func subnormals() {
    let tiny = Double.leastNonzeroMagnitude
    check([tiny])
    check([tiny, tiny, -tiny])
    check([.leastNormalMagnitude, -tiny])
    check([.leastNormalMagnitude, .leastNormalMagnitude.nextDown, tiny])
    check([1, tiny])
    check([1, -tiny])
    #expect(sum([1e300, tiny, -1e300]).value == tiny)
  }

  @Test func cancellation() {
    #expect(sum([1e16, 1, -1e16]).value == 1)
    #expect(sum([.greatestFiniteMagnitude, 1e-300, -.greatestFiniteMagnitude]).value == 1e-300)
    #expect(sum([0.1, -0.1]).value == 0)
    #expect(sum([]).value == 0)
    #expect(sum([-0.0]).value.sign == .plus)
  }

  @Test func tiesGoToEven() {
    #expect(sum([0x1p53, 1]).value == 0x1p53)
    #expect(sum([0x1p53, 2, 1]).value == 0x1p53 + 4)
    #expect(sum([0x1p53, 1, .leastNonzeroMagnitude]).value == 0x1p53 + 2)
    #expect(sum([0x1p53, 1, -.leastNonzeroMagnitude]).value == 0x1p53)
    check([0x1p53, 1, 0x1p-1000])
    check([0x1p1023, 0x1p970])
    check([1, 0x1p-53])
    check([1, 0x1p-53, 0x1p-106])
    // The largest significand rounds up into the next binade.
    check([0x1.fffffffffffffp0, 0x1p-53])
  }

  @Test func overflowIsRoundedLikeIEEE() {
    let largest = Double.greatestFiniteMagnitude
    #expect(sum([largest, largest]).value == .infinity)
    #expect(sum([-largest, -largest]).value == -.infinity)
    #expect(sum([largest, largest, -largest]).value == largest)
    // Half a unit in the last place above the largest number is a tie, to the even neighbour: infinity.
    #expect(sum([largest, 0x1p970]).value == .infinity)
    #expect(sum([largest, (0x1p970).nextDown]).value == largest)
    check([largest, largest, largest, -0x1p970])
  }

  @Test func mergesInAnyOrder() {
    let hash = CounterHash(seed: 8, purpose: .selfTestRows)
    let numbers = (0..<999 as Range<UInt64>).map { index in
      (Double(hash.value(index)) - 0x1p63) * (index % 3 == 0 ? 1e-30 : 1e25)
    }
    let whole = sum(numbers)
    for parts in [2, 3, 7] {
      let sums = (0..<parts).map { part in
        sum(numbers.indices.filter { $0 % parts == part }.map { numbers[$0] })
      }
      var forwards = ExactSum()
      for sum in sums { forwards.add(sum) }
      var backwards = sums[parts - 1]
      for sum in sums.dropLast().reversed() { backwards.add(sum) }
      #expect(forwards.value == whole.value)
      #expect(backwards.value == whole.value)
      #expect(forwards == whole)
      #expect(backwards == whole)
    }
  }

  @Test func equalSumsAreEqualHoweverReached() {
    #expect(sum([3, -1]) == sum([1, 1]))
    #expect(sum([0x1p40, -0x1p40]) == ExactSum())
    #expect(sum([1]) != sum([1, .leastNonzeroMagnitude]))
  }

  /// 200,000 additions of the largest significand: well within the carry interval, and exact.
  @Test func manyAdditions() {
    let number = 0x1.fffffffffffffp-1
    #expect(sum(repeatElement(number, count: 200_000)).value == number * 200_000)
  }
}
