public import IPC

/// What one daemon adds to the life that all share.
///
/// Called on the reactor's thread.
public protocol DaemonService: Service {
    /// Begins to work; everything has been opened and checked.
    func start() throws
    /// Whether a request could be served now, and why not.
    var health: Health { get }
    /// Streams beyond those of the IPC server, such as HTTP requests.
    var streamCount: Int { get }
    /// Client connections beyond those of the IPC server, such as HTTP connections.
    var connectionCount: Int { get }
    /// Requests that are still with processes of another daemon which have a successor.
    var retiringRequests: Int { get }
    /// Generation of the configuration it works with; 0 without one.
    var generation: UInt64 { get }
    /// Takes nothing new; what runs goes on.
    func drain()
    /// The time of a stop is nearly over: ends what still runs as broken, tells peers and records it.
    ///
    /// Called once in a stop that still waits, about a second before the process ends (half of the time where the whole
    /// stop is shorter than two), and not while a successor is there. The process then waits on for `isIdle`, for what it
    /// has to write and for its records, until the deadline.
    func endNow()
    /// Nothing runs any more.
    var isIdle: Bool { get }
    /// The process ends: gives up what still runs, closes stores.
    func stop()
    /// Adds this daemon's own metrics.
    func collect(_ metrics: inout MetricsWriter)
}

extension DaemonService {
    /// None.
    public var streamCount: Int { 0 }
    /// None.
    public var connectionCount: Int { 0 }
    /// None.
    public var retiringRequests: Int { 0 }
    /// None.
    public var generation: UInt64 { 0 }
    /// Nothing to do.
    public func drain() {}
    /// Nothing that would have to be told.
    public func endNow() {}
    /// Nothing of its own runs.
    public var isIdle: Bool { true }
    /// Nothing to do.
    public func stop() {}
}

/// Whether a daemon can serve.
public struct Health: Equatable, Sendable {
    /// A request could be served now.
    public var ready: Bool
    /// What is wrong or worth knowing, for people.
    public var notes: [String]

    /// Makes a state.
    public init(ready: Bool, notes: [String] = []) {
        self.ready = ready
        self.notes = notes
    }
}

/// Fixed facts of one daemon.
public struct DaemonDescription: Sendable {
    /// Program name, "omni-route".
    public let name: String
    /// One sentence for `--help`.
    public let summary: String
    /// Which users may ask what on its socket.
    public let peers: [String: Set<Kind>]
    /// Credit for each new stream of a peer, in bytes.
    public let credit: UInt32
    /// Flags of its own beside those of every daemon, such as "--fetch-loopback", and what each does.
    public let flags: [String: String]

    /// Describes a daemon.
    public init(
        name: String, summary: String, peers: [String: Set<Kind>],
        credit: UInt32 = Limits.initialCredit, flags: [String: String] = [:]
    ) {
        self.name = name
        self.summary = summary
        self.peers = peers
        self.credit = credit
        self.flags = flags
    }

    /// "route" of "omni-route": the name of its socket.
    public var shortName: String { String(name.dropFirst(5)) }
}

/// A reason not to start, with the exit status that tells a supervisor what it is (sysexits.h).
public struct StartFailure: Error, Equatable, Sendable, CustomStringConvertible {
    /// What is wrong.
    public let description: String
    /// Exit status: 64 usage, 75 temporary, 78 configuration.
    public let status: Int32

    /// Bad configuration or a missing piece: starting again will not help.
    public static func configuration(_ text: String) -> StartFailure {
        StartFailure(description: text, status: 78)
    }

    /// Something that may be better at the next start.
    public static func temporary(_ text: String) -> StartFailure {
        StartFailure(description: text, status: 75)
    }

    /// Wrong command line.
    public static func usage(_ text: String) -> StartFailure {
        StartFailure(description: text, status: 64)
    }
}
