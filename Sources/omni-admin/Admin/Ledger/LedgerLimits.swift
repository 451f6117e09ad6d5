/// Bounds of what asks logd, and of what is told of it.
enum LedgerLimits {
    /// How long logd may take for the head of an answer; it has deadlines of its own.
    static let answer = Duration.seconds(25)
    /// The same where the answer is of use at once or not at all: how all of it does.
    static let glance = Duration.seconds(3)
    /// How long it may be silent within an answer; then the answer is cut off.
    static let silence = Duration.seconds(60)
    /// How long a daemon may take to say how it is.
    static let status = Duration.seconds(2)
    /// Bytes of an answer that is read here as a whole; more is a failure.
    static let answerBytes = 32 << 20

    /// How long a check of the whole ledger may take: it reads each row.
    static let check = Duration.seconds(3600)
    /// How often one that goes on shows that it does.
    static let checkSign = Duration.seconds(15)

    /// Rows of a page, and when a request does not say.
    static let rows: ClosedRange<UInt64> = 1...1000
    /// Rows of an aggregate.
    static let sums: ClosedRange<UInt64> = 1...10_000
    /// Rows by which costs and reports are kept apart, when a request does not say.
    static let usualSums: UInt32 = 1000
    /// Values of a parameter that may be given several times.
    static let values = 50
    /// Characters of a name in a filter.
    static let nameCharacters = 200
    /// Groups of an aggregate.
    static let groups = 3
    /// Rows of failures in a report.
    static let failures = 10

    /// Event streams at once; more are answered 503.
    static let eventStreams = 32
    /// Exports at once; more are answered 503.
    static let exports = 4
    /// How often an event stream that has nothing to say shows that it lives.
    static let heartbeat = Duration.seconds(15)
    /// How long an event stream lasts; the client comes again by itself then.
    static let eventStream = Duration.seconds(540)
    /// Milliseconds after which a client of an event stream comes again.
    static let retryMilliseconds = 1000
    /// How long a lost logd is waited for before an event stream asks it again.
    static let reattach = Duration.seconds(1)
    /// Bytes of one event of logd; a longer one ends the stream.
    static let eventBytes = 1 << 20
    /// Bytes of events that a client has not taken yet, beyond which the stream ends for a new one to begin.
    static let unsentBytes = 512 << 10

    /// Percent of a quota that is left, at and below which it is near its end.
    static let quotaLeftPercent: Int64 = 10
    /// Percent of a budget that is used, at and above which it is near its end.
    static let budgetPercent: UInt64 = 80
}
