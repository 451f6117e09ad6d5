// Logd: the memory of the gateway.
//
// Every daemon sends its records here and keeps each until it is acknowledged. Batches that come within some milliseconds
// share one transaction (`GroupCommit`); a batch is answered after the transaction is on disk. The last sequence number of
// each producer is part of the same transaction, so a batch that comes again is recognised: nothing is lost, nothing doubled.
// `Journal` owns the file: it sets a damaged one aside and begins anew, and goes on when a full disk has room again.
// `RecordStore` holds the statements, `LogQueryStream` answers `omniroute logs`.
// One thread does all of it: a commit is short, and while it lasts the next batches gather in their sockets.
// Trusts: the daemons, to number their records. Refuses: batches while the disk takes none; their producers keep them.
