internal import EventLoop

/// One of curl's sockets on the reactor.
final class SocketWatch: ReadinessHandler {
    private let reactor: Reactor
    private let socket: CInt
    private unowned let loop: CurlLoop
    private var interest: Readiness
    private var registration: Reactor.Registration?

    init(_ reactor: Reactor, _ socket: CInt, _ interest: Readiness, loop: CurlLoop) {
        self.reactor = reactor
        self.socket = socket
        self.interest = interest
        self.loop = loop
        // Fails for lack of kernel memory only; the transfer then ends by its deadline.
        registration = try? reactor.add(socket, interest, self)
    }

    /// Waits for something else.
    func change(_ interest: Readiness) {
        guard interest != self.interest, let registration else { return }
        self.interest = interest
        reactor.modify(registration, interest)
    }

    /// Stops watching.
    func end() {
        if let registration { reactor.remove(registration) }
        registration = nil
    }

    func ready(_ readiness: Readiness) { loop.ready(socket, readiness) }
}
