internal import CLinux
internal import EventLoop
internal import Glibc

/// SIGTERM, SIGINT, SIGHUP and SIGCHLD as events of the loop (signalfd(2)).
final class SignalSource: ReadinessHandler {
    private let descriptor: CInt
    private let handle: (CInt) -> Void

    /// Blocks the signals in this process; `handle` gets their numbers.
    init(_ reactor: Reactor, handle: @escaping (CInt) -> Void) throws(SystemError) {
        self.handle = handle
        descriptor = omni_signal_fd()
        guard descriptor >= 0 else { throw SystemError("signalfd", errno) }
        _ = try reactor.add(descriptor, .readable, self)
    }

    func ready(_ readiness: Readiness) {
        while true {
            let number = omni_signal_read(descriptor)
            guard number > 0 else { return }
            handle(number)
        }
    }
}
