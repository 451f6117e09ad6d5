extension Limits {
    /// Bytes of a name that sums are kept apart by; longer ones are cut.
    package static let dimensionBytes = 256
    /// Sets of dimensions of a day; what is new beyond it is counted as "other".
    package static let daySets = 20_000
    /// Programs of clients of a day; what is new beyond it is "other".
    ///
    /// They name themselves as they like.
    package static let dayClients = 500
    /// Differences of sums that a check tells one by one.
    static let toldDifferences = 20
    /// Sets of dimensions of all folded days together that queries know; rows of further ones are left out.
    static let foldedSets = 1 << 20
    /// Names that a thread knows between queries; beyond it they are read anew.
    static let knownNames = 200_000
    /// Files of days that a thread keeps open.
    static let openFiles = 16

    /// Stretches of time of an aggregate; more are refused.
    ///
    /// Hours of two years are fewer.
    static let buckets = 20_000
    /// Groups times stretches of an aggregate, of 4 bytes each while it runs; more are refused.
    static let aggregateCells = 8 << 20
    /// Rows of an aggregate while it is added up, of 250 bytes; more are refused.
    static let aggregateKeptRows = 100_000
    /// The same with percentiles, of 8 KiB.
    static let aggregateDurationRows = 5_000
    /// Rows of the answer to an aggregate.
    static let aggregateRows = 10_000
    /// Requests of a range up to which percentiles are of each duration, not of classes.
    package static let exactDurations: Int64 = 20_000
    /// Values of a list of a filter, and bytes of one; more are refused.
    static let filterValues = 200
    static let filterBytes = 512

    /// Rows of a page that names no number, and of one at most.
    static let pageRows = 50
    static let pageRowsMost = 1_000
    /// Seconds without a question after which a thread closes its files: those that retention takes away give their room
    /// back then, and the memory of others is free.
    static let idleReaderSeconds = 60
    /// Time after which a page ends with what it has, to be gone on with by its cursor.
    ///
    /// Whoever asks has an answer within 50 ms, however rare the rows are.
    static let pageNanoseconds: UInt64 = 25_000_000
    /// Numbers looked through between two looks at the time; of them, a part are rows of a table.
    ///
    /// A search through so many rows takes 2 to 4 ms.
    package static let pageWindow: Int64 = 2_000
    /// Sets up to which a filter by dimensions goes through their index.
    static let pageSets = 5_000
    /// Rows up to which a filter by dimensions, or by a time of less than three hours, goes through its index.
    ///
    /// All of them are read and sorted for each page, and for each piece of an export; more are looked through by their
    /// numbers, as without an index.
    package static let pageFewRows = 5_000
    /// Rows of an export that are read at a time.
    static let exportRows = 500
    /// Bytes of console lines that a page looks through, that are read at a time, and of one line.
    static let consoleBytes = 64 << 20
    static let consoleBlock = 64 << 10
    static let consoleLine = 1 << 20
    /// Calls and bodies shown of one request; those of 256 KiB each are the largest.
    static let shownCalls = 200
    static let shownBodies = 32
    /// Requests and attempts shown of one id, the newest: a client may use an id again and again.
    static let shownRequests = 20
    static let shownAttempts = 200

    /// Threads that read: one more than what a long query takes.
    static let queryThreads = 2
    /// Pieces of work that wait for a thread; queries beyond it are refused as overloaded.
    static let waitingQueries = 64
    /// Queries and followers that are open at once; more are refused.
    static let openQueries = 256
    /// Time that a piece of an answer may take.
    static let queryNanoseconds: UInt64 = 20_000_000_000
    /// Seconds in which no day is looked at after one was found whole: who found it damaged may ask again and again.
    static let suspectRest = 60
    /// Time that a check of a day, or folding it, may take.
    static let upkeepNanoseconds: UInt64 = 600_000_000_000
    /// Seconds in which a reader takes nothing after which its query is given up.
    static let querySilence = 60

    /// Bytes that wait for a slow follower; what comes beyond it is lost, and the follower told so.
    static let followerBytes = 512 << 10
    /// Frames about requests of a second; more are one frame with their number.
    static let followerFrames = 50
    /// Console lines of a second; more are one frame with their number.
    static let followerLines = 200
    /// Numbers behind the last row from which on a follower begins anew instead of being given all.
    static let followerGap: Int64 = 200_000
    /// Rows that a follower is given of what it missed; one that missed more begins anew.
    static let followerRows = 2_000
    /// Rows of them that are read at a time: with less than 2 KiB each they fit into `followerBytes`.
    static let caughtUpRows = 200
    /// Seconds of silence after which a follower gets a comment.
    static let followerSilence = 15

    /// Seconds between two looks for days to fold.
    static let foldSeconds = 10
    /// Microseconds after the end of a day, or of an hour, from which on it is folded: late rows are rare then.
    static let foldAfter: Int64 = 600_000_000
    /// Microseconds until a day that could not be folded is tried again, and between two looks at the hours of today.
    static let foldRest: Int64 = 600_000_000
    /// Requests that come to a day before its next hours are folded: fewer are quickly read one by one.
    static let foldRows: Int64 = 2_000
    /// Days that folded sums are kept: five years.
    static let foldedDays = 1_830
}
