internal import IPC

extension Limits {
    /// Spans that wait for the collector; more are dropped and counted.
    ///
    /// A minute at 100 requests a second.
    static let waitingSpans = 16_384
    /// Bytes of them; a span has about one thousand.
    static let waitingSpanBytes = 16 << 20
    /// Spans of one request to the collector, which has to answer in time.
    static let batchSpans = 512
    /// Bytes of one request; collectors take 4 MB and more.
    static let batchBytes = 1 << 20
    /// Time that spans wait for others to share a request.
    static let exportGathering = Duration.seconds(1)
    /// The latest time a span may have, in the year 2096: nanoseconds have to fit 64 bits.
    static let spanMicroseconds: UInt64 = 4_000_000_000_000_000
    /// The longest a span may last: a month.
    static let spanDurationMicroseconds: UInt64 = 31 * 86_400_000_000
    /// Characters of a value; models and ids have some tens.
    static let attributeCharacters = 256

    /// Requests and answered attempts that wait for their other half; beyond it they go without.
    static let joinedRequests = 8192
    /// How long: both are delivered within some tens of milliseconds unless a daemon was killed.
    static let joinNanoseconds: UInt64 = 3_000_000_000

    /// Longest pause before a batch is sent again.
    static let retryPause = Duration.seconds(30)
    /// Longest time that a collector is left alone because it asks for it, in seconds: one that names a day is asked
    /// again each hour.
    static let retryQuietSeconds: UInt64 = 3600
    /// After so long a batch that nobody takes is given up; one that the collector wants later than that, at once.
    static let retryNanoseconds: UInt64 = 300_000_000_000
    /// What egress waits for.
    static let exportDeadlines = Deadlines(
        connectMs: 5_000, firstByteMs: 10_000, idleMs: 10_000, totalMs: 20_000)
    /// Until a request is given up that egress says nothing of.
    static let exportPatience = Duration.seconds(30)
    /// Bytes of a collector's answer that are read.
    static let exportAnswerBytes = 64 << 10
    /// Characters of what a collector says that are told.
    static let exportMessageCharacters = 256
}
