internal import CSystem

/// Memory that this process has freed.
package enum FreedMemory {
  /// Gives it back to the system, where the allocator would keep it: for the end of a phase that took
  /// much in small pieces. Costs milliseconds.
  package static func giveBack() { csystem_return_freed_memory() }
}
