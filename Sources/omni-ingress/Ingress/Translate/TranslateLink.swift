package import IPC
package import NIOCore

/// A lane's lasting relation to translate: one connection, reconnected with backoff, moved to a successor after a goaway.
///
/// Does on a NIO loop what `IPC.Client` does on a reactor.
package final class TranslateLink: ConnectionOwner, LinkOwner, ExchangeLink {
    /// Makes a channel with the handler, or tells the handler that it cannot.
    package typealias Connect = (LinkHandler) -> Void

    /// Hears of connections gained (true) and lost.
    var whenChanged: ((Bool) -> Void)?
    /// Takes a handler whose output is to be written at the end of the tick.
    var whenOutput: ((LinkHandler) -> Void)?

    private let eventLoop: any NIOCore.EventLoop
    private let hello: Hello
    private let connect: Connect
    private var current: LinkHandler?
    private var connecting: LinkHandler?
    private var retiring: [LinkHandler] = []
    private var waiting: [Exchange] = []
    private var failures = 0
    private var isRetryScheduled = false

    /// Prepares a link; `start()` connects.
    package init(_ eventLoop: any NIOCore.EventLoop, hello: Hello, connect: @escaping Connect) {
        self.eventLoop = eventLoop
        self.hello = hello
        self.connect = connect
    }

    /// Connects, now and whenever the connection is lost.
    package func start() {
        beginConnecting()
    }

    /// Whether a request can be sent now.
    package var isReady: Bool { current != nil }
    /// Streams at processes that have a successor.
    var retiringStreams: Int { retiring.reduce(0) { $0 + $1.connection.streamCount } }
    /// The connection in use.
    package var connection: Connection? { current?.connection }

    /// Opens a stream for a request; nil when there is no connection or no room on it.
    func open(_ errand: Errand, for exchange: Exchange) -> (IPC.Stream, LinkHandler)? {
        guard let current else { return nil }
        return errand.open(on: current.connection, for: exchange).map { ($0, current) }
    }

    /// Calls `linked()` of the exchange once translate is there.
    func wait(_ exchange: Exchange) {
        waiting.append(exchange)
    }

    /// A peer that refuses new streams because it stops: its successor is asked instead.
    func avoid(_ handler: LinkHandler) {
        guard current === handler else { return }
        current = nil
        whenChanged?(false)
        beginConnecting()
        retire(handler)
    }

    func needsFlush(_ handler: LinkHandler) {
        whenOutput?(handler)
    }

    /// Looks at deadlines; called by the lane's timer.
    func sweep(now: UInt64) {
        for handler in [current, connecting].compactMap({ $0 }) + retiring {
            handler.connection.sweep(now: now)
        }
        for handler in retiring { closeIfIdle(handler) }
        if let current, current.connection.isGoingAway { beginConnecting() }
        waiting.removeAll { $0.isOver }
    }

    // MARK: Connecting

    private func beginConnecting() {
        guard connecting == nil, !isRetryScheduled else { return }
        let connection = Connection(
            role: .initiator, hello: hello, now: eventLoop.now.uptimeNanoseconds)
        connection.owner = self
        let handler = LinkHandler(connection, link: self)
        connecting = handler
        connect(handler)
    }

    private func connectLater() {
        guard !isRetryScheduled else { return }
        isRetryScheduled = true
        // 2, 4, 8 ... 256 ms: a restart takes some tens of milliseconds, and asking is cheap.
        let delay = TimeAmount.milliseconds(1 << Int64(min(8, failures + 1)))
        failures += 1
        eventLoop.assumeIsolated().scheduleTask(in: delay) { [weak self] in
            self?.isRetryScheduled = false
            self?.beginConnecting()
        }
    }

    func closed(_ handler: LinkHandler) {
        retiring.removeAll { $0 === handler }
        if connecting === handler { connecting = nil }
        if current === handler {
            current = nil
            whenChanged?(false)
        }
        if current == nil, connecting == nil { connectLater() }
    }

    private func retire(_ handler: LinkHandler) {
        retiring.append(handler)
        closeIfIdle(handler)
    }

    private func closeIfIdle(_ handler: LinkHandler) {
        guard handler.connection.streamCount == 0, handler.connection.callCount == 0,
            handler.connection.output.isEmpty
        else { return }
        handler.close("moved to the successor")
    }

    // MARK: ConnectionOwner

    /// Translate said hello: use this connection from now on.
    package func connectionReady(_ connection: Connection) {
        guard let handler = connecting, handler.connection === connection else { return }
        connecting = nil
        failures = 0
        let old = current
        current = handler
        if let old { retire(old) } else { whenChanged?(true) }
        let told = waiting
        waiting = []
        for exchange in told { exchange.linked() }
    }

    /// Translate will stop: its successor listens on the same path.
    ///
    /// Until it answers, the old one still serves, unless it stops to be started again.
    package func connectionGoesAway(_ connection: Connection) {
        guard let current, current.connection === connection else { return }
        if connection.isStopping { return avoid(current) }
        beginConnecting()
    }
}
