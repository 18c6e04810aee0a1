internal import CSystem
internal import Glibc
internal import Synchronization

/// Exchanges between processes of one machine through memory that all of them map: no call of the system, no
/// copy, and no wait but for the slowest.
///
/// Each process has a box, which it alone writes:
///
///     a word that says how many exchanges its owner has put in
///     for odd and for even exchanges: where the bytes for each process begin and end
///     room for the bytes of odd and of even exchanges
///
/// Two rooms are enough without a word of thanks: who has put in exchange s + 1 has read all of s, and
/// nobody gets to s + 2 before all have put in s + 1.
///
/// All processes take part in the same exchanges, numbered from 0. One thread exchanges; any may interrupt.
package final class SharedMailboxes: Sendable {
  private let memory: Mapping
  private let layout: Layout
  private let rank: Int
  /// How long to wait busily before falling asleep.
  private let spinNanoseconds: Int64
  private let isInterrupted = Atomic(false)

  /// The longest sleep before looking whether the exchange was interrupted.
  private static let sleepNanoseconds: Int64 = 10_000_000
  /// For one process's part of an exchange; taken as it is first used.
  package static let usualRoom = 4 << 20

  /// Memory for the boxes of so many processes: a file without a name, gone with those that have it.
  ///
  /// - Parameter room: bytes of an exchange, of each process. What is longer must go another way.
  /// - Throws: `system`.
  package static func makeFile(
    processCount: Int, room: Int = usualRoom
  ) throws(TransportError) -> OwnedDescriptor {
    let layout = Layout(processCount: processCount, room: room)
    let number = csystem_shared_file(Int64(layout.byteCount))
    guard number >= 0 else { throw .system("cannot share memory", code: -number) }
    return OwnedDescriptor(owning: number)
  }

  /// - Parameters:
  ///   - file: from `makeFile`, new; all processes of the exchanges have the same.
  ///   - isBusy: wait busily for up to a millisecond: where every thread has a processor.
  /// - Throws: `damaged` for another file; `system` where there is no room to map it.
  package init(
    _ file: OwnedDescriptor, rank: Int, processCount: Int, isBusy: Bool
  ) throws(TransportError) {
    let byteCount = withExtendedLifetime(file) { csystem_shared_file_size(file.number) }
    guard let layout = Layout(processCount: processCount, byteCount: Int(byteCount)) else {
      throw .damaged("its memory is not that of \(processCount) processes")
    }
    guard let memory = Mapping(file, byteCount: Int(byteCount)) else {
      throw .system("cannot map \(byteCount) bytes of shared memory")
    }
    (self.memory, self.layout, self.rank) = (memory, layout, rank)
    spinNanoseconds = isBusy ? 1_000_000 : 0
  }

  /// Ends the exchange under way, and all later ones, with `interrupted`; from any thread.
  package func interrupt() { isInterrupted.store(true, ordering: .releasing) }

  /// Gives each process its bytes, waits for all, and hands what they gave to `read`, by rank.
  ///
  /// - Parameters:
  ///   - sequence: one more than last time.
  ///   - isSameForAll: `write` is called for one process only, and its bytes are for all.
  ///   - write: appends the bytes for a process.
  ///   - read: the bytes are valid during the call.
  /// - Returns: false, in all processes alike and without a call of `read`, if one of them had more to say
  ///   than there is room for.
  /// - Throws: `interrupted`; `damaged`; what `read` throws.
  package func exchange(
    sequence: UInt32, isSameForAll: Bool,
    write: (_ rank: Int, inout MailboxWriter) -> Void,
    read: (_ rank: Int, UnsafeRawBufferPointer) throws(TransportError) -> Void
  ) throws(TransportError) -> Bool {
    put(sequence, isSameForAll: isSameForAll, write)
    let others = (0..<layout.processCount).filter { $0 != rank }
    for other in others { try wait(for: other, sequence) }
    var parts: [Range<Int>] = []
    for other in others {
      let part = memory.places(layout.place(of: rank, in: other, sequence))
      if part == Layout.overflow { continue }
      guard part.0 <= part.1, part.1 <= UInt64(layout.room) else {
        throw .damaged("the place of its \(part) bytes is none of its box")
      }
      parts.append(Int(part.0)..<Int(part.1))
    }
    if parts.count < others.count || hasOverflowed(sequence) { return false }
    for (other, part) in zip(others, parts) {
      try read(
        other,
        UnsafeRawBufferPointer(rebasing: memory.bytes(layout.room(of: other, sequence))[part]))
    }
    return true
  }

  // MARK: - Steps of an exchange

  private func put(
    _ sequence: UInt32, isSameForAll: Bool, _ write: (Int, inout MailboxWriter) -> Void
  ) {
    var writer = MailboxWriter(room: memory.bytes(layout.room(of: rank, sequence)))
    var part = 0..<0
    var isWritten = false
    for other in 0..<layout.processCount where other != rank {
      if !(isSameForAll && isWritten) {
        let start = writer.count
        write(other, &writer)
        part = start..<writer.count
        isWritten = true
      }
      memory.setPlaces(
        (UInt64(part.lowerBound), UInt64(part.upperBound)),
        layout.place(of: other, in: rank, sequence))
    }
    if writer.isFull {
      // To everybody, itself included: all must take another way.
      for other in 0..<layout.processCount {
        memory.setPlaces(Layout.overflow, layout.place(of: other, in: rank, sequence))
      }
    } else {
      memory.setPlaces((0, 0), layout.place(of: rank, in: rank, sequence))
    }
    csystem_shared_word_set(memory.word(layout.word(of: rank)), sequence &+ 1)
  }

  private func hasOverflowed(_ sequence: UInt32) -> Bool {
    memory.places(layout.place(of: rank, in: rank, sequence)) == Layout.overflow
  }

  private func wait(for other: Int, _ sequence: UInt32) throws(TransportError) {
    let word = memory.word(layout.word(of: other))
    while true {
      // Before the wait, too: what an interrupted process has put in does not count.
      if isInterrupted.load(ordering: .acquiring) { throw .interrupted }
      if csystem_shared_word_wait(
        word, sequence &+ 1, spinNanoseconds, Self.sleepNanoseconds) != 0
      {
        return
      }
    }
  }
}

/// A process's part of an exchange, on its way into memory that others will read.
package struct MailboxWriter {
  private let room: UnsafeMutableRawBufferPointer
  package private(set) var count = 0
  /// Whether something did not fit: then nothing of this exchange is read.
  package private(set) var isFull = false

  fileprivate init(room: UnsafeMutableRawBufferPointer) { self.room = room }

  package mutating func append(_ bytes: [UInt8]) {
    guard !isFull, bytes.count <= room.count - count else {
      isFull = true
      return
    }
    UnsafeMutableRawBufferPointer(rebasing: room[count...]).copyBytes(from: bytes)
    count += bytes.count
  }

  /// Appends integers as `IntegerCodec` packs them.
  package mutating func append(packing values: UnsafeBufferPointer<Int64>) {
    let free = UnsafeMutableRawBufferPointer(rebasing: room[count...])
    guard !isFull, let size = IntegerCodec.encode(values, into: free) else {
      isFull = true
      return
    }
    count += size
  }
}

/// Where things lie in the file.
private struct Layout {
  let processCount: Int
  /// Bytes of an exchange.
  let room: Int

  /// The place of bytes that did not fit.
  static let overflow = (UInt64.max, UInt64.max)
  private static let pageSize = 4096
  private static let lineSize = 64

  init(processCount: Int, room: Int) {
    self.processCount = processCount
    self.room = (room + Self.pageSize - 1) / Self.pageSize * Self.pageSize
  }

  /// nil: no file of so many processes has so many bytes.
  init?(processCount: Int, byteCount: Int) {
    let head = Self.headSize(processCount)
    guard byteCount > 0, byteCount % processCount == 0,
      byteCount / processCount > head
    else { return nil }
    self.init(processCount: processCount, room: (byteCount / processCount - head) / 2)
    if self.byteCount != byteCount { return nil }
  }

  var byteCount: Int { processCount * boxSize }

  /// Of the word of a box, from the start of the file.
  func word(of rank: Int) -> Int { rank * boxSize }

  /// Where it says in the box of `owner` where the bytes for `rank` are: two numbers of eight bytes.
  func place(of rank: Int, in owner: Int, _ sequence: UInt32) -> Int {
    owner * boxSize + Self.lineSize + 16 * (processCount * Int(sequence % 2) + rank)
  }

  func room(of owner: Int, _ sequence: UInt32) -> Range<Int> {
    let start = owner * boxSize + Self.headSize(processCount) + Int(sequence % 2) * room
    return start..<start + room
  }

  private var boxSize: Int { Self.headSize(processCount) + 2 * room }

  private static func headSize(_ processCount: Int) -> Int {
    (lineSize + 2 * 16 * processCount + pageSize - 1) / pageSize * pageSize
  }
}

/// A file in memory that this process has mapped, as long as this object lives.
private final class Mapping: @unchecked Sendable {
  private let start: UnsafeMutableRawPointer
  private let byteCount: Int

  init?(_ file: OwnedDescriptor, byteCount: Int) {
    let start = withExtendedLifetime(file) {
      csystem_map_shared(file.number, Int64(byteCount))
    }
    guard let start else { return nil }
    self.start = start
    self.byteCount = byteCount
  }

  deinit { munmap(start, byteCount) }

  func bytes(_ range: Range<Int>) -> UnsafeMutableRawBufferPointer {
    precondition(range.upperBound <= byteCount, "a layout's ranges lie within its file")
    return UnsafeMutableRawBufferPointer(start: start + range.lowerBound, count: range.count)
  }

  func word(_ offset: Int) -> UnsafeMutablePointer<csystem_shared_word> {
    // SAFETY: a layout's words lie within the file, each at the start of a page.
    (start + offset).assumingMemoryBound(to: csystem_shared_word.self)
  }

  /// What another process may be writing, if it is not what it should be: read once, then checked.
  func places(_ offset: Int) -> (UInt64, UInt64) {
    (
      start.load(fromByteOffset: offset, as: UInt64.self),
      start.load(fromByteOffset: offset + 8, as: UInt64.self)
    )
  }

  func setPlaces(_ places: (UInt64, UInt64), _ offset: Int) {
    start.storeBytes(of: places.0, toByteOffset: offset, as: UInt64.self)
    start.storeBytes(of: places.1, toByteOffset: offset + 8, as: UInt64.self)
  }
}
