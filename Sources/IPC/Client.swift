public import EventLoop

/// A lasting relation to the daemon behind a socket path: connects, reconnects with backoff, moves on after a goaway.
///
/// While the peer restarts, callers wait with `whenConnected`; nothing is queued here beyond those waits.
public final class Client: ConnectionOwner {
    /// Where the peer listens.
    public let path: String
    /// The peer as this process calls it, for logs and status.
    public let name: String
    /// Called each time a connection has become ready.
    public var whenReady: ((Connection) -> Void)?
    /// Called when a connection was lost; the reason is for logs.
    public var whenLost: ((String) -> Void)?

    private let reactor: Reactor
    private let hello: Hello
    private var current: Link?
    private var connecting: Link?
    private var retiring: [ObjectIdentifier: Link] = [:]
    private var waiting: [(deadline: UInt64, body: (Bool) -> Void)] = []
    private var retry: Timer?
    private var sweeper: Timer?
    private var failures = 0
    private var stopped = false

    private var hurried = false

    /// How often deadlines are looked at while somebody waits, and while nobody does.
    private static let hurriedSweep = Duration.milliseconds(50)
    private static let idleSweep = Duration.seconds(2)

    /// Prepares a client; `start()` connects.
    public init(_ reactor: Reactor, path: String, name: String, hello: Hello) {
        self.reactor = reactor
        self.path = path
        self.name = name
        self.hello = hello
    }

    /// Connects, now and whenever the connection is lost.
    public func start() {
        guard sweeper == nil else { return }
        sweeper = reactor.after(Self.idleSweep) { [weak self] in self?.sweep() }
        connect()
    }

    /// Closes all connections and stays closed.
    public func stop() {
        stopped = true
        if let retry { reactor.cancel(retry) }
        if let sweeper { reactor.cancel(sweeper) }
        for link in [current, connecting].compactMap({ $0 }) + Array(retiring.values) {
            link.close("stopped")
        }
        let told = waiting
        waiting = []
        for wait in told { wait.body(false) }
    }

    /// Whether streams and calls can be opened now.
    public var isConnected: Bool { connection != nil }
    /// The connection in use.
    ///
    /// Nil as soon as it is lost: those who are told of that by their streams and calls look here before this client is told.
    public var connection: Connection? {
        guard let connection = current?.connection, connection.isReady else { return nil }
        return connection
    }
    /// All connections, those that finish their streams after a goaway included.
    public var connections: [Connection] {
        [current, connecting].compactMap { $0?.connection } + retiring.values.map(\.connection)
    }
    /// Streams open on all connections.
    public var streamCount: Int { connections.reduce(0) { $0 + $1.streamCount } }

    /// Opens a stream; nil when there is no connection.
    public func open(_ kind: Kind, head: some WireMessage, handler: any StreamHandler) -> Stream? {
        connection?.open(kind, head: head, handler: handler)
    }

    /// Asks; without a connection it fails at once as `peerGone`.
    ///
    /// - Returns: The call; nil when it has failed already.
    @discardableResult
    public func call<Answer: WireMessage>(
        _ kind: Kind, _ question: some WireMessage, within: Duration,
        finish: @escaping (Result<Answer, CallError>) -> Void
    ) -> OpenCall? {
        guard let connection else {
            finish(.failure(CallError(code: .peerGone, message: "\(name) is not there")))
            return nil
        }
        hurry()
        return connection.call(
            kind, question, deadline: reactor.now &+ nanoseconds(within), finish: finish)
    }

    /// Tells; false when there is no connection.
    public func notice(_ kind: Kind, _ message: some WireMessage) -> Bool {
        connection?.notice(kind, message) ?? false
    }

    /// Calls `body(true)` once connected, at once if so now; `body(false)` when that takes longer than `within`.
    public func whenConnected(within: Duration, _ body: @escaping (Bool) -> Void) {
        if isConnected { return body(true) }
        guard !stopped else { return body(false) }
        hurry()
        waiting.append((reactor.now &+ nanoseconds(within), body))
    }

    // MARK: Connecting

    private func connect() {
        guard !stopped, connecting == nil else { return }
        do throws(SystemError) {
            let descriptor = try Socket.connect(path)
            let connection = Connection(role: .initiator, hello: hello, now: reactor.now)
            connection.owner = self
            let link = try Link(reactor, taking: descriptor, connection: connection)
            link.whenClosed = { [weak self] link, reason in self?.closed(link, reason) }
            connecting = link
        } catch {
            connectLater()
        }
    }

    private func connectLater() {
        guard !stopped else { return }
        // 2, 4, 8 ... 256 ms: a restart takes some tens of milliseconds, and asking is cheap.
        let delay = Duration.milliseconds(1 << min(8, failures + 1))
        failures += 1
        if let retry { return reactor.rearm(retry, delay) }
        retry = reactor.after(delay) { [weak self] in self?.connect() }
    }

    private func closed(_ link: Link, _ reason: String) {
        retiring[ObjectIdentifier(link)] = nil
        if connecting === link { connecting = nil }
        if current === link {
            current = nil
            whenLost?(reason)
        }
        if current == nil { connectLater() }
    }

    /// The peer said hello: use this connection from now on.
    public func connectionReady(_ connection: Connection) {
        guard let link = connecting, link.connection === connection else { return }
        connecting = nil
        failures = 0
        let old = current
        current = link
        if let old { retire(old) }
        whenReady?(connection)
        let told = waiting
        waiting = []
        for wait in told { wait.body(true) }
    }

    /// The peer will stop: its successor listens on the same path.
    ///
    /// Until it answers, the old one still serves, unless it stops to be started again.
    public func connectionGoesAway(_ connection: Connection) {
        guard let link = current, link.connection === connection else { return }
        if connection.isStopping {
            current = nil
            retire(link)
        }
        connect()
    }

    private func retire(_ link: Link) {
        retiring[ObjectIdentifier(link)] = link
        closeIfIdle(link)
    }

    private func closeIfIdle(_ link: Link) {
        guard link.connection.streamCount == 0, link.connection.callCount == 0,
            link.connection.output.isEmpty
        else { return }
        link.close("moved to the successor")
    }

    private func sweep() {
        let now = reactor.now
        for connection in connections { connection.sweep(now: now) }
        for link in retiring.values { closeIfIdle(link) }
        // A goaway that found no successor yet: ask again.
        if let connection, connection.isGoingAway, connecting == nil { connect() }
        if !waiting.isEmpty {
            let late = waiting.filter { $0.deadline <= now }
            waiting.removeAll { $0.deadline <= now }
            for wait in late { wait.body(false) }
        }
        hurried = !waiting.isEmpty || connections.contains { $0.callCount > 0 }
        if let sweeper {
            reactor.rearm(sweeper, hurried ? Self.hurriedSweep : Self.idleSweep)
        }
    }

    /// Somebody waits now: look at deadlines more often.
    private func hurry() {
        guard !hurried, let sweeper else { return }
        hurried = true
        reactor.rearm(sweeper, Self.hurriedSweep)
    }
}
