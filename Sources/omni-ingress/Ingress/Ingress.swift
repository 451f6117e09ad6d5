// Ingress: the door. HTTP/1.1 in, frames to translate, and the answers back.
//
// Two kinds of threads. The main thread runs the reactor that all daemons share: status, signals, the snapshot from route,
// records to logd. Each `Lane` is one SwiftNIO loop that serves the client connections it was given, over one lasting
// connection of its own to translate; requests to the management API go over one to admin that is there as long as somebody
// asks. Between the threads travel snapshots, batches of records and counters, never a byte of a request.
// Trusts: route's snapshot of key hashes. Refuses: everything else until it has been read, counted and recognised; each
// bound of `DoorLimits` has its own error in the client's dialect. Who may manage is admin's to decide; from where, is ours.
// Never has: a provider's secret, a file, a socket other than those handed over and AF_UNIX.
// HTTP is read by our own strict reader instead of NIOHTTP1's: a pipelined request stays unread bytes until its turn, the
// limits are exact, and no string is made of a header that nobody looks at. Tests compare it with NIOHTTP1's.
