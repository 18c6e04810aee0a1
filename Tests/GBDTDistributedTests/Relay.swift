import CSystem
import Foundation
import GBDTCollectives
import Synchronization

/// Passes on what two ends of a connection say to each other, with what a script does to it. Descriptors
/// go along.
final class Relay: Sendable {
  private struct Counts {
    var passed = [0, 0]
    var isFrozen = false
    var isClosed = false
  }

  private let coordinator: OwnedDescriptor
  private let worker: OwnedDescriptor
  private let script: WorkerScript
  private let counts = Mutex(Counts())

  init(coordinator: OwnedDescriptor, worker: OwnedDescriptor, script: WorkerScript) {
    self.coordinator = coordinator
    self.worker = worker
    self.script = script
  }

  /// Bytes so far in one direction.
  func passed(_ direction: Disturbance.Direction) -> Int {
    counts.withLock { $0.passed[direction.rawValue] }
  }

  func close() {
    counts.withLock { $0.isClosed = true }
    shutdown(coordinator.number, Int32(SHUT_RDWR))
    shutdown(worker.number, Int32(SHUT_RDWR))
  }

  func start() {
    Thread.detachNewThread { self.pump(.toWorker, from: self.coordinator, to: self.worker) }
    Thread.detachNewThread {
      if let edit = self.script.edit {
        self.passFrames(edit)
      } else {
        self.pump(.toCoordinator, from: self.worker, to: self.coordinator)
      }
    }
  }

  // MARK: - Frames

  private func passFrames(_ edit: (EditedFrame) -> [EditedFrame]) {
    let (source, target) = (FrameStream(worker), FrameStream(coordinator))
    withExtendedLifetime(self) {
      do {
        while true {
          let frame = try source.receive(timeout: .seconds(60))
          let edited = edit(
            EditedFrame(
              kind: frame.kind, epoch: frame.epoch, sequence: frame.sequence,
              payload: frame.payload))
          for frame in edited {
            try target.send(
              kind: frame.kind, epoch: frame.epoch, sequence: frame.sequence,
              payload: frame.payload, timeout: .seconds(10))
          }
        }
      } catch {
        close()
      }
    }
  }

  // MARK: - Bytes

  private func pump(
    _ direction: Disturbance.Direction, from source: OwnedDescriptor, to target: OwnedDescriptor
  ) {
    var buffer = [UInt8](repeating: 0, count: 4096)
    var numbers = [Int32](repeating: -1, count: Int(CSYSTEM_DESCRIPTOR_LIMIT))
    while true {
      if counts.withLock({ $0.isClosed }) { return }
      var request = pollfd(fd: source.number, events: Int16(POLLIN), revents: 0)
      guard poll(&request, 1, 50) > 0 else { continue }
      if counts.withLock({ $0.isFrozen }) {
        usleep(20_000)
        continue
      }
      var numberCount: Int32 = 0
      let count = Int(
        csystem_receive(source.number, &buffer, Int64(buffer.count), &numbers, &numberCount))
      if count == 0 || count < 0 && count != -Int(EAGAIN) { return close() }
      let descriptors = numbers.prefix(Int(numberCount)).map { OwnedDescriptor(owning: $0) }
      if script.losesPeers {
        for end in descriptors { shutdown(end.number, Int32(SHUT_RDWR)) }
      }
      if count > 0, !pass(buffer[..<count], descriptors, direction, to: target) { return close() }
    }
  }

  /// - Returns: whether the connection goes on.
  private func pass(
    _ bytes: ArraySlice<UInt8>, _ descriptors: [OwnedDescriptor],
    _ direction: Disturbance.Direction, to target: OwnedDescriptor
  ) -> Bool {
    let before = counts.withLock { counts in
      defer { counts.passed[direction.rawValue] += bytes.count }
      return counts.passed[direction.rawValue]
    }
    var bytes = bytes
    guard let fault = script.disturbance, fault.direction == direction,
      before + bytes.count > fault.offset
    else { return send(bytes, descriptors, to: target) }
    let place = max(0, fault.offset - before)
    switch fault.effect {
    case .cut:
      _ = send(bytes.prefix(place), descriptors, to: target)
      return false
    case .flip:
      if fault.offset >= before { bytes[bytes.startIndex + place] ^= 1 }
      return send(bytes, descriptors, to: target)
    case .swallow: return send(bytes.prefix(place), descriptors, to: target)
    case .freeze:
      counts.withLock { $0.isFrozen = true }
      return send(bytes.prefix(place), descriptors, to: target)
    case .delay:
      if fault.offset >= before { usleep(100_000) }
      return send(bytes, descriptors, to: target)
    }
  }

  private func send(
    _ bytes: ArraySlice<UInt8>, _ descriptors: [OwnedDescriptor], to target: OwnedDescriptor
  ) -> Bool {
    var left = bytes
    var numbers = descriptors.map(\.number)
    while !left.isEmpty {
      let count = left.withUnsafeBytes { bytes in
        csystem_send(
          target.number, bytes.baseAddress, Int64(bytes.count), nil, 0, numbers,
          Int32(numbers.count))
      }
      if count > 0 {
        left = left.dropFirst(Int(count))
        numbers = []
      } else if count == -Int64(EAGAIN) {
        if counts.withLock({ $0.isClosed }) { return false }
        var request = pollfd(fd: target.number, events: Int16(POLLOUT), revents: 0)
        poll(&request, 1, 50)
      } else {
        return false
      }
    }
    return withExtendedLifetime(descriptors) { true }
  }
}
