// Workers that are slow, or stuck in what they do: they are named, and never replaced for it.
extension WorkerCluster {
  /// Says once who holds up the others, if those are half of the workers or more and nothing has got further
  /// for a while.
  func nameSlow() {
    let slow = with { $0.takeSlow(after: options.slownessLimit) }
    for (rank, phase) in slow {
      onEvent(.slow(rank: rank, phase: phase, seconds: options.slownessLimit / .seconds(1)))
    }
  }
}

extension WorkerCluster.State {
  /// A worker has got further, or all were given something to do.
  mutating func noteProgress() {
    lastProgress = .now
    hasNamedSlow = false
  }

  /// Workers that others wait for, if they were not named since something last got further. Where most
  /// are at work, none of them is slow.
  fileprivate mutating func takeSlow(after limit: Duration) -> [(rank: Int, phase: WorkPhase)] {
    guard !hasNamedSlow, .now - lastProgress > limit else { return [] }
    let present = members.indices.filter { members[$0].loss == nil }
    let slow = present.filter { !isWaiting($0) }
    guard 2 * slow.count <= present.count else { return [] }
    hasNamedSlow = true
    return slow.map { ($0, members[$0].phase) }
  }

  private func isWaiting(_ rank: Int) -> Bool {
    members[rank].phase == .idle || members[rank].status.isWaiting || hub?.isWaiting(rank) ?? false
  }
}
