internal import IPC

/// What bounds answers that are kept, and requests that wait for another's answer.
enum CacheLimits {
    /// Bytes of one answer; a longer one is not kept.
    static let answerBytes = 256 << 10
    /// What an answer costs beside its body and headers.
    static let entryBytes = 1024
    /// Answers kept where the configuration says nothing.
    static let entries = 500
    /// The most that a configuration can have kept.
    static let mostEntries = 100_000
    /// Bytes of all answers where the configuration says nothing.
    static let bytes = 64 << 20
    /// The most that a configuration can have kept.
    static let mostBytes = 4 << 30
    /// Time an answer is kept where the configuration says nothing.
    static let lifetime: UInt64 = 3600 * nanosecondsPerSecond
    /// Time between two searches for answers that are too old.
    static let sweepInterval: UInt64 = 60 * nanosecondsPerSecond
    /// Time in which a repeated request gets the same answer, where the configuration says nothing.
    static let window: UInt64 = 5 * nanosecondsPerSecond
    /// Requests under way, or answered within the window, that others may join; further ones go by themselves.
    static let flights = 16_384
    /// Requests that wait for one other; further ones are turned away.
    static let waitersOfOne = 256
    /// Requests that wait for any other; further ones are turned away.
    static let waiters = 8_192
    /// Time that a leader may be late with its end; then it is taken for lost.
    static let leaderGrace: UInt64 = 2 * nanosecondsPerSecond
    /// Bytes of the answers that are kept for repeated requests; the oldest makes room.
    static let repeatedBytes = 16 << 20
    /// The longest time a request waits for the answer to the same question; then it asks for itself.
    static let questionPatience: UInt64 = 60 * nanosecondsPerSecond

    /// Numbers of a vector; a longer one is none.
    static let dimensions = 4_096
    /// Vectors that one question is compared with: of more in a group, the oldest are forgotten.
    ///
    /// Comparing with all of them takes a millisecond at most.
    static let vectorsOfGroup = 1_024
    /// Questions that were embedded and whose answers are under way, and their bytes; the oldest is forgotten.
    static let openQuestions = 4_096
    static let openQuestionBytes = 16 << 20
    /// Tokens of a question, at most: translate has none embedded of more than 8 KiB.
    static let questionTokens: UInt64 = 8_192
    /// Cosine similarity, in thousandths, from which on questions mean the same where the configuration says nothing.
    static let similarityPermille: UInt32 = 950

    static let nanosecondsPerSecond: UInt64 = 1_000_000_000
    static let nanosecondsPerMillisecond: UInt64 = 1_000_000
}

extension KeptAnswer {
    /// Memory that the answer takes, roughly.
    var costBytes: Int {
        headers.reduce(body.count + CacheLimits.entryBytes) {
            $0 + $1.name.utf8.count + $1.value.utf8.count
        }
    }

    /// Whether the answer is small enough to be kept.
    var isKeepable: Bool { costBytes <= CacheLimits.answerBytes + CacheLimits.entryBytes }
}
