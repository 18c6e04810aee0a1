/// What a frame between coordinator and worker is.
///
/// | from the coordinator | sequence | payload |
/// |---|---|---|
/// | `command` | its place among all commands to this worker | `WorkerCommand` |
/// | `result` | of the call that it answers | by the call |
/// | `membershipChanged` | - | none |
/// | `begin` | - | `AgreedProgress`; descriptors of the connections to other workers |
/// | `ping` | - | none |
/// | `end` | - | none |
///
/// | from a worker | sequence | payload |
/// |---|---|---|
/// | `hello` | - | version of gbdt |
/// | `heartbeat` | - | `WorkerStatus` |
/// | `reply`, `failure` | of the command | by the command; `WorkerFailure` |
/// | `sum`, `max`, `gather`, `commit`, `finish` | of the call, from 0 in each epoch | by the call |
/// | `join` | - | how many trees it has |
/// | `metrics` | iteration, from 0 | one line of values |
///
/// | between workers | sequence | payload |
/// |---|---|---|
/// | `shares` | of the call | the receiver's share of the sender's sums |
///
/// The epoch of a call and its result is that of the membership; it is 0 for all else.
enum MessageKind: UInt16, CaseIterable {
  case command = 1
  case result
  case membershipChanged
  case begin
  case ping
  case end

  case hello = 32
  case heartbeat
  case reply
  case failure
  case sum
  case max
  case gather
  case commit
  case finish
  case join
  case metrics

  case shares = 64
}
