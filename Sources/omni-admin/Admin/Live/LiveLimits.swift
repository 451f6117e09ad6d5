/// Bounds of what asks other daemons and providers how things stand.
enum LiveLimits {
    /// How long a daemon may take for what it knows, reconnecting included.
    static let daemon = Duration.seconds(5)
    /// Requests under way that are listed: what may be asked for, and what is shown where nobody asks for more.
    static let requests: ClosedRange<UInt64> = 1...500
    static let usualRequests: UInt64 = 100
    /// Milliseconds that one call to a provider may take; a test makes two at most.
    ///
    /// Less than half of the 30 seconds of an operation.
    static let callMilliseconds: UInt32 = 12_000
    /// More than that, for an egress that does not keep its own deadlines.
    static let call = Duration.seconds(13)
    /// Bytes of what a daemon knows; more is a failure.
    static let lineBytes = 64 << 20
    /// Bytes of a list of models, or of quotas.
    static let listBytes = 8 << 20
    /// Bytes of an answer that is only looked at for an error.
    static let wordsBytes = 64 << 10
    /// Models of a list that are shown.
    static let models = 5000
    /// Bytes of a model's name in a list; a longer one is left out.
    static let modelBytes = 200
    /// Characters of a provider's own words that are shown.
    static let words = 200
    /// Connections that are asked for their quotas at once.
    static let quotasAtOnce = 8
    /// How long all of them may take; those that were not asked by then are said to be.
    static let quotasMicroseconds: Int64 = 10_000_000
    /// How long an answer about quotas is not asked for again: providers count such questions too.
    static let quotaMicroseconds: Int64 = 60_000_000
    /// Seconds that a timer may let an answer about quotas grow old.
    static let quotaAges: ClosedRange<UInt64> = 60...86_400
    /// Answers about quotas that are kept.
    static let quotas = 1000
    /// Windows and balances of one account that are shown.
    static let quotaRows = 64
}
