internal import EventLoop
internal import Glibc

/// Tells that keys were pressed.
final class KeyWatch: ReadinessHandler {
    private let reactor: Reactor
    private var registration: Reactor.Registration?
    private let pressed: ([UInt8]) -> Void

    /// Watches standard input, where that is a terminal.
    init(_ reactor: Reactor, pressed: @escaping ([UInt8]) -> Void) {
        self.reactor = reactor
        self.pressed = pressed
        guard isatty(STDIN_FILENO) == 1 else { return }
        // Without it the signals are left to end the program.
        registration = try? reactor.add(STDIN_FILENO, .readable, self)
    }

    func ready(_ readiness: Readiness) {
        let keys = TerminalScreen.keys()
        // The terminal is gone: it would be readable for ever.
        if keys.isEmpty { close() }
        pressed(keys)
    }

    /// Watches no more.
    func close() {
        guard let registration else { return }
        reactor.remove(registration)
        self.registration = nil
    }
}
