public import EventLoop

/// What a daemon does for its peers.
///
/// All calls come from the reactor's thread.
public protocol Service: AnyObject {
    /// A peer opened a stream: set its handler, or reset it.
    func opened(_ stream: Stream, head: RawSpan)
    /// A peer asks.
    func asked(_ call: Call, payload: RawSpan)
    /// A peer tells.
    func noticed(_ kind: Kind, payload: RawSpan)
    /// A peer's connection is closed; its streams and calls have been told before.
    func lost(_ connection: ObjectIdentifier)
}

extension Service {
    /// Nothing to do.
    public func lost(_ connection: ObjectIdentifier) {}
}

/// Accepts peers on a listening Unix socket and hands what they want to a service.
public final class Server: ReadinessHandler, ConnectionOwner {
    /// Hears of connections that came, went or were refused; for logs.
    public var whenEvent: ((Event) -> Void)?
    /// Called for each accepted connection once its peer is known, for example to trace it.
    public var whenReady: ((Connection) -> Void)?

    /// Something worth a log line.
    public enum Event: Sendable {
        /// A user that may not connect; its user and process numbers.
        case refused(user: UInt32, process: Int32)
        /// A connection ended.
        case closed(peer: String, reason: String)
        /// accept(2) failed; tried again later.
        case failed(SystemError)
    }

    private let reactor: Reactor
    private let listener: CInt
    private let hello: Hello
    private let policy: PeerPolicy
    private weak var service: (any Service)?
    private var registration: Reactor.Registration?
    private var isStopping = false
    private var links: [ObjectIdentifier: Link] = [:]
    private var sweeper: Timer?
    private var resume: Timer?

    private static let sweepEvery = Duration.milliseconds(500)
    private static let maximumLinks = 4096

    /// Listens on `listener`, which stays open when this object ends.
    public init(
        _ reactor: Reactor, listener: CInt, hello: Hello, policy: PeerPolicy,
        service: any Service
    ) throws(SystemError) {
        self.reactor = reactor
        self.listener = listener
        self.hello = hello
        self.policy = policy
        self.service = service
        registration = try reactor.add(listener, .readable, self)
        sweeper = reactor.after(Self.sweepEvery) { [weak self] in self?.sweep() }
    }

    /// Connections open now.
    public var connections: [Connection] { links.values.map(\.connection) }
    /// Streams open on all connections.
    public var streamCount: Int { links.values.reduce(0) { $0 + $1.connection.streamCount } }

    /// Who hears of the streams of a kind that peers have open now, in no order.
    public func handlers(of kind: Kind) -> [any StreamHandler] {
        links.values.flatMap { $0.connection.handlers(of: kind) }
    }

    /// Takes no new connections, tells peers to go elsewhere; what they have open goes on.
    ///
    /// - Parameter stopping: Whether there is no successor yet, so that peers wait for one with what is new.
    public func drain(stopping: Bool = false) {
        isStopping = stopping
        stopAccepting()
        for link in links.values { link.connection.goAway(stopping: stopping) }
    }

    /// Takes no new connections.
    public func stopAccepting() {
        if let registration { reactor.remove(registration) }
        registration = nil
        if let resume { reactor.cancel(resume) }
    }

    /// Closes every connection now.
    public func closeAll(_ reason: String) {
        for link in links.values { link.close(reason) }
    }

    /// Accepts all that wait; called by the reactor.
    public func ready(_ readiness: Readiness) {
        do throws(SystemError) {
            while registration != nil, let descriptor = try Socket.accept(listener) {
                try admit(descriptor)
            }
        } catch {
            whenEvent?(.failed(error))
            pauseAccepting()
        }
    }

    /// Without descriptors or memory, accepting at once would spin.
    private func pauseAccepting() {
        guard let paused = registration else { return }
        reactor.modify(paused, [])
        resume = reactor.after(.milliseconds(100)) { [weak self] in
            guard let self, let registration = self.registration else { return }
            self.reactor.modify(registration, .readable)
        }
    }

    private func admit(_ descriptor: CInt) throws(SystemError) {
        let peer: (user: UInt32, process: Int32)
        do throws(SystemError) {
            peer = try Socket.peer(of: descriptor)
        } catch {
            closeDescriptor(descriptor)
            throw error
        }
        let verdict = policy.verdict(user: peer.user)
        guard verdict != .denied, links.count < Self.maximumLinks else {
            closeDescriptor(descriptor)
            whenEvent?(.refused(user: peer.user, process: peer.process))
            return
        }
        let connection = Connection(role: .acceptor, hello: hello, now: reactor.now)
        if case .kinds(let kinds) = verdict { connection.allowedKinds = kinds }
        connection.peerUser = peer.user
        connection.owner = self
        let link = try Link(reactor, taking: descriptor, connection: connection)
        links[ObjectIdentifier(link)] = link
        link.whenClosed = { [weak self] link, reason in
            guard let self else { return }
            self.links[ObjectIdentifier(link)] = nil
            self.service?.lost(ObjectIdentifier(link.connection))
            self.whenEvent?(.closed(peer: link.connection.peer?.name ?? "?", reason: reason))
        }
    }

    private func sweep() {
        for link in links.values { link.connection.sweep(now: reactor.now) }
        if let sweeper { reactor.rearm(sweeper, Self.sweepEvery) }
    }

    // MARK: ConnectionOwner

    /// The peer said hello.
    public func connectionReady(_ connection: Connection) {
        whenReady?(connection)
        if registration == nil { connection.goAway(stopping: isStopping) }
    }

    /// Hands a stream to the service.
    public func connection(_ connection: Connection, opened stream: Stream, head: RawSpan) {
        guard let service else { return stream.reset(.draining) }
        service.opened(stream, head: head)
    }

    /// Hands a call to the service.
    public func connection(_ connection: Connection, asked call: Call, payload: RawSpan) {
        guard let service else { return call.fail(.draining) }
        service.asked(call, payload: payload)
    }

    /// Hands a notice to the service.
    public func connection(_ connection: Connection, noticed kind: Kind, payload: RawSpan) {
        service?.noticed(kind, payload: payload)
    }

    /// Peers that connected do not announce their end; they close.
    public func connectionGoesAway(_ connection: Connection) {}
}
