/// What bounds route's memory and work.
enum Limits {
    /// Bytes of one configuration; a longer one is refused.
    static let configurationBytes = 64 << 20
    /// Configurations that may arrive at once; more are refused as overloaded.
    static let configurationsAtOnce = 2
    /// Bytes of one learned model list; a longer one is refused.
    ///
    /// Holds `learnedModels` names of `modelBytes`.
    static let learnedBytes = 2 << 20
    /// Learned lists that may arrive at once; more are refused as overloaded.
    static let learnedAtOnce = 64
    /// Model names kept of one learned list; the rest is left out.
    static let learnedModels = 5_000
    /// Bytes of a learned model name; longer ones are left out.
    static let modelBytes = 200
    /// Bytes of a model name that is asked for; a longer one does not exist.
    static let askedModelBytes = 512
    /// Connections of a configuration.
    static let connections = 10_000
    /// Parameters of one connection; more are refused.
    static let parameters = 16
    /// Bytes of a parameter's name or value; a longer one is refused.
    static let parameterBytes = 256
    /// Bytes of the system prompt; it goes along with every lease, and an answer has at most 1 MiB.
    static let systemPromptBytes = 32_768
    /// Client keys of a configuration.
    static let keys = 20_000
    /// Leases remembered; the oldest is forgotten for a new one, unless it is open.
    static let leases = 65_536
    /// Open leases that were given before those; for more the one that comes next to them is given up.
    ///
    /// Each is a request under way: more than the doors have sockets for.
    static let elderLeases = 131_072
    /// Leases remembered that were among those and have ended.
    static let endedElders = 4_096
    /// Time a lease is remembered once it has ended, and an open one where nobody says how long its request may take.
    static let leaseLifetime: UInt64 = 30 * 60 * 1_000_000_000
    /// Nanoseconds within which an ask is answered, unless it waits for a place: that takes as long as its connection says.
    ///
    /// translate waits longer than the request may take.
    static let askPatience: UInt64 = 30 * 1_000_000_000
    /// Asks that wait for a place; more are refused.
    static let waitingAsks = 20_000
    /// Places that one key may hold where several are in use; what it asks beyond is refused, so that others get in.
    static func waitingShare(of places: Int) -> Int { max(1, places / 2) }
    /// Connections that one ask waits for.
    static let waitingPlaces = 32
    /// Asks that wait for one connection, unless it says otherwise.
    static let queueDepth = 1_000
    /// Tickets of requests whose answer is kept; beyond it answers are not.
    static let tickets = 65_536
    /// Leases on disk whose reports were taken over, the latest.
    ///
    /// A report that was acknowledged never comes again, and translate keeps at most 100,000 that were not.
    static let reportedKept = 262_144
    /// Reports taken over of leases that are not remembered, the latest: up to twice as many are known, beside what was on disk.
    static let reportedBefore = reportedKept
    /// Reports taken over that are not on disk; beyond it further ones are refused until it takes them.
    ///
    /// Two processes of translate keep 100,000 each during a renewal.
    static let unwrittenReports = 262_144
    /// Time in which what reports and leases change is gathered before it is written, and they are acknowledged.
    ///
    /// Nobody waits for that; a commit costs as much as some twenty reports.
    static let writeDelay = Duration.milliseconds(10)
    /// Nanoseconds after a failed write in which the store is not tried again; reports come again until it was.
    static let writePause: UInt64 = 1_000_000_000
    /// Nanoseconds of failing writes after which route calls itself not ready.
    ///
    /// Requests go on; but what they cost is in memory only, and the configuration cannot be changed.
    static let writePatience: UInt64 = 5 * 1_000_000_000
    /// Model lists of keys with a scope that are kept ready.
    static let catalogues = 256
    /// Nanoseconds after the end of a request within which its report comes; then the lease is given up.
    static let reportGrace: UInt64 = 60 * 1_000_000_000
    /// Nanoseconds a lease outlives the connection over which it was asked for.
    static let desertedGrace: UInt64 = 10 * 1_000_000_000
    /// Nanoseconds in which a connection is asked for its models once only.
    static let listInterval: UInt64 = 30 * 1_000_000_000
    /// Attempts of one request; a further one is refused.
    static let attempts: UInt32 = 16
    /// Attempts with the only connection there is, when each failed in a way that may pass.
    static let attemptsAlone: UInt32 = 3
    /// The longest Retry-After that is believed.
    static let cooldown: UInt64 = 60 * 1_000_000_000
    /// Age of a learned list from which on it is asked for again.
    static let learnedLifetimeMicroseconds: Int64 = 10 * 60 * 1_000_000
    /// Model ids looked through for a near name; those beyond are never suggested.
    static let nearNameCandidates = 4_096
    /// Answers about near names remembered; the memory is emptied when full.
    static let nearNameAnswers = 256
    /// Near names in one refusal.
    static let nearNames = 3
    /// How often leases are looked for that nobody will report.
    static let sweepInterval = Duration.seconds(5)
    /// Doors that wait for news; more are refused.
    static let watchers = 64
    /// Connections with samples of their own in the metrics.
    static let measuredConnections = 200
}
