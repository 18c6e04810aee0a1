/// The version of gbdt: of the command, and of what its processes say to each other and leave behind.
package enum LibraryVersion {
  package static let current = "0.1.0"
}
