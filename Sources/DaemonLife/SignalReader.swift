internal import CLinux
internal import Glibc
internal import EventLoop

/// Turns SIGTERM, SIGINT, SIGHUP and SIGCHLD into events of the loop (signalfd(2)).
final class SignalReader: ReadinessHandler {
    private let descriptor: CInt
    private let handle: (CInt) -> Void

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
