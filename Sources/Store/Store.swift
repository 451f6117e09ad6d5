// Store: SQLite for the daemons, as thin as it can be.
//
// `Database` opens a file in WAL mode with a busy timeout of 5 seconds, foreign keys and `synchronous` FULL, so that a
// committed transaction survives a power cut. `Statement` is a prepared statement that finalises itself. `migrate` brings a
// schema forward, one transaction a step, and leaves a copy of what was there before.
// A database and its statements belong to one thread; two processes may share a file.
// Trusts the SQL it is given: text from outside comes in as bound values only, and those never enter an error.
// Refuses a database that a newer version of the program has written.
