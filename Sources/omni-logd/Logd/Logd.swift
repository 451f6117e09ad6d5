// Logd: the ledger of the gateway.
//
// Every daemon sends its records here and keeps each until it is acknowledged. Batches that come within some milliseconds
// share their transactions (`GroupCommit`); a batch is answered after every file that it touches has it. `Ledger` holds a file
// a day (`DayStore`), bodies apart from them (`BodyKeeper`), console lines (`ConsoleLog`), and what can be made anew
// (`LedgerBase`). The highest number of each producer is part of every file's transaction, so a batch that comes again is
// recognised: nothing is lost, nothing doubled. `GuardedFile` sets a damaged file aside and begins anew, `SpaceGuard` refuses
// bodies and then holds records back while there is no room, `Housekeeping` takes whole days away.
// One thread commits; questions run on others, over connections that only read (`LedgerQueries`).
// Trusts: the daemons, to number their records. Refuses: batches while the disk takes none; their producers keep them.
