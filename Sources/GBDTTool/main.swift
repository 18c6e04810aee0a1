import Foundation
import GBDTKernels

// A reader that goes away is an error of the write that meets it: predictions into `head` end without a
// word, and training goes on when nobody reads its messages.
signal(SIGPIPE, SIG_IGN)
// So is a file that would grow beyond what `ulimit -f` allows.
signal(SIGXFSZ, SIG_IGN)
Parallel.startUnregistered()
exit(Tool.run(Array(CommandLine.arguments.dropFirst())))
