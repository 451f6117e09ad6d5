extension Limits {
    /// Combos of a configuration; more are refused.
    static let combos = 1_000
    /// Entries of one combo; more are refused.
    static let comboEntries = 100
    /// Aliases of a configuration; more are refused.
    static let aliases = 10_000
    /// Bytes of a combo's name or an alias's pattern; longer ones are refused.
    static let nameBytes = 200
    /// Combos inside of one another, the outermost included; deeper ones are refused.
    static let comboDepth = 3
    /// Aliases followed for one name; after that it is taken as it stands.
    static let aliasDepth = 4
    /// Resolved names kept; when so many are new, those not asked for meanwhile are forgotten.
    static let plans = 4_096
    /// Candidates made for resolved names, some 250 bytes each; when so many are new, names not asked for meanwhile are forgotten.
    static let planCandidates = 100_000
    /// Places of candidates in resolved names, 8 bytes each; when so many are new, names not asked for meanwhile are forgotten.
    ///
    /// Names of one model share its candidates, so that a thousand combos with a thousand candidates each have room.
    static let planPlaces = 1_000_000
    /// Candidates of one name, nested combos included; entries beyond are left out.
    ///
    /// Holds every connection there may be, twice.
    static let candidates = 20_000
    /// Entries of one name, nested combos included; those beyond are left out.
    static let planEntries = 2_000
    /// Scopes of keys of which is remembered what they allow of one name; the memory is emptied when full.
    static let scopesRemembered = 64
    /// Near names worked out for a name, of which a key may see some.
    static let nearNamesFound = 12
    /// Model facts of a connection that are looked through; with more, an index is made.
    static let scannedFacts = 16
    /// The longest pause before a call that a request sits out instead of being refused: a second or two is what a
    /// provider asks for in passing, and a client would need as long to come again.
    static let shortPause: UInt64 = 2_000_000_000
    /// Time a request may wait for a place when the connection says nothing.
    static let queueTimeoutMs: UInt32 = 30_000
    /// Accounts of a combo's entry that are looked at to learn how the entry stands.
    ///
    /// An entry may have thousands, and its standing only orders entries.
    static let standingAccounts = 16
    /// Counters of rotations and uses; the memory is emptied when full, which starts each rotation anew.
    static let rotations = 16_384
    /// One choice of so many by lowest latency tries another target, so that its latency is known as well.
    static let explorationInterval: UInt64 = 32
    /// Sessions remembered; the one not used for longest goes.
    static let sessions = 50_000
    /// Time a session stays with its connection after the last success.
    static let sessionLifetime: UInt64 = 30 * 60 * 1_000_000_000
    /// Candidates passed over from which on those that rest, or are no choice, are only counted, unless nobody can be called.
    ///
    /// To see why a candidate cannot be called costs more than to see that it cannot; where hundreds rest, eight say enough.
    static let explainedSteps = 8
    /// Candidates shown in one trace; the rest is counted.
    static let traceSteps = 32
    /// Candidates shown when it is asked who would answer.
    static let surveySteps = 500
    /// Requests whose decisions are remembered, in memory and on disk; the oldest goes.
    static let tracedRequests = 4_096
    /// Bytes of all remembered decisions, roughly; the oldest goes.
    static let traceBytes = 8 << 20
    /// Bytes of one request's decisions on disk; where they are more, the latest ones are kept.
    static let keptTraceBytes = 8_192
    /// Requests that are over whose decisions are written together, when nothing else has to be written.
    static let tracesAtOnce = 64
    /// Decisions of one request that are remembered; later ones replace the last.
    static let tracedAttempts = 24
    /// Names and times that a refusal spells out.
    static let namesInMessage = 3
}
