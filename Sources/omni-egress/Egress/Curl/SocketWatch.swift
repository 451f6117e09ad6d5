internal import EventLoop

/// One of curl's sockets on the reactor.
///
/// A connection is watched on while it waits for its next use, so that each use costs no system call: what happens to it
/// meanwhile is not told to curl, and ends the watching.
final class SocketWatch: ReadinessHandler {
    private let reactor: Reactor
    private let socket: CInt
    /// It may rest: its end will be told.
    let lasts: Bool
    private unowned let loop: CurlLoop
    private var interest: Readiness
    private var registration: Reactor.Registration?
    private var isResting = false

    init(
        _ reactor: Reactor, _ socket: CInt, _ interest: Readiness, lasts: Bool, loop: CurlLoop
    ) {
        self.reactor = reactor
        self.socket = socket
        self.interest = interest
        self.lasts = lasts
        self.loop = loop
        register()
    }

    private func register() {
        // Fails for lack of kernel memory only; the transfer then ends by its deadline.
        registration = try? reactor.add(socket, interest, self)
    }

    /// Waits for something, perhaps something else than before.
    func wait(for interest: Readiness) {
        isResting = false
        let isNew = interest != self.interest
        self.interest = interest
        guard let registration else { return register() }
        if isNew { reactor.modify(registration, interest) }
    }

    /// Waits for nothing, until the next `wait`.
    func rest() { isResting = true }

    /// Stops watching.
    func end() {
        if let registration { reactor.remove(registration) }
        registration = nil
    }

    func ready(_ readiness: Readiness) {
        if isResting { end() } else { loop.ready(socket, readiness) }
    }
}
