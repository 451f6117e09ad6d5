package import IPC
package import NIOCore

/// A lane's way to admin: a connection that is made when a request comes and left when admin ends.
///
/// Admin ends itself when nobody has asked for a while, whoever is connected. A connection that was made again by itself
/// would wake it.
package final class AdminLink: ConnectionOwner, LinkOwner, ExchangeLink {
    /// Takes a handler whose output is to be written at the end of the tick.
    var whenOutput: ((LinkHandler) -> Void)?
    /// Told when admin is there, and when it ends or has ended.
    var whenChanged: ((_ isThere: Bool) -> Void)?

    private let eventLoop: any NIOCore.EventLoop
    private let hello: Hello
    private let connect: TranslateLink.Connect
    private var current: LinkHandler? {
        didSet {
            if (current == nil) != (oldValue == nil) { whenChanged?(current != nil) }
        }
    }
    private var connecting: LinkHandler?
    private var retiring: [LinkHandler] = []
    private var waiting: [Exchange] = []

    /// Prepares a link that connects with the first request.
    package init(
        _ eventLoop: any NIOCore.EventLoop, hello: Hello, connect: @escaping TranslateLink.Connect
    ) {
        self.eventLoop = eventLoop
        self.hello = hello
        self.connect = connect
    }

    var isReady: Bool { current != nil }

    func open(_ errand: Errand, for exchange: Exchange) -> (IPC.Stream, LinkHandler)? {
        guard let current else { return nil }
        return errand.open(on: current.connection, for: exchange).map { ($0, current) }
    }

    func wait(_ exchange: Exchange) {
        waiting.append(exchange)
        guard connecting == nil else { return }
        let connection = Connection(
            role: .initiator, hello: hello, now: eventLoop.now.uptimeNanoseconds)
        connection.owner = self
        let handler = LinkHandler(connection, link: self)
        connecting = handler
        connect(handler)
    }

    func avoid(_ handler: LinkHandler) {
        guard current === handler else { return }
        current = nil
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
        waiting.removeAll { $0.isOver }
    }

    func closed(_ handler: LinkHandler) {
        retiring.removeAll { $0 === handler }
        if current === handler { current = nil }
        guard connecting === handler else { return }
        connecting = nil
        let told = waiting
        waiting = []
        for exchange in told { exchange.linkFailed() }
    }

    private func retire(_ handler: LinkHandler) {
        retiring.append(handler)
        closeIfIdle(handler)
    }

    private func closeIfIdle(_ handler: LinkHandler) {
        guard handler.connection.streamCount == 0, handler.connection.output.isEmpty else { return }
        handler.close("nothing to ask")
    }

    // MARK: ConnectionOwner

    /// Admin said hello: what waited is sent.
    package func connectionReady(_ connection: Connection) {
        guard let handler = connecting, handler.connection === connection else { return }
        connecting = nil
        current = handler
        let told = waiting
        waiting = []
        for exchange in told { exchange.linked() }
    }

    /// Admin will stop: the next request makes a connection of its own.
    package func connectionGoesAway(_ connection: Connection) {
        guard let current, current.connection === connection else { return }
        avoid(current)
    }
}
