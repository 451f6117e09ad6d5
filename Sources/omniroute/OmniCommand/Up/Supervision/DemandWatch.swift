internal import EventLoop

/// Notices that somebody connects to a listening socket which nobody accepts on now.
///
/// The connection is left in the socket's queue, for the program that is started for it.
final class DemandWatch: ReadinessHandler {
    private let reactor: Reactor
    private var registration: Reactor.Registration?
    private let asked: () -> Void

    /// Watches `listener`; `asked` is called as long as somebody waits there.
    init(
        _ reactor: Reactor, listener: CInt, asked: @escaping () -> Void
    ) throws(SystemError) {
        self.reactor = reactor
        self.asked = asked
        registration = try reactor.add(listener, .readable, self)
    }

    func ready(_ readiness: Readiness) { asked() }

    /// Stops watching; the socket stays open.
    func close() {
        guard let registration else { return }
        reactor.remove(registration)
        self.registration = nil
    }
}
