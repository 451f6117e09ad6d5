internal import CLinux
internal import EventLoop
internal import Glibc

/// A timer finer than the reactor's milliseconds.
final class Ticker: ReadinessHandler {
    private let descriptor: CInt
    private let body: (Int) -> Void

    /// From `first` (monotonic) on each `period` nanoseconds, `body` is told how many periods have passed.
    init(
        _ reactor: Reactor, first: UInt64, period: UInt64, body: @escaping (Int) -> Void
    ) throws(SystemError) {
        descriptor = omni_timerfd(first, period)
        guard descriptor >= 0 else { throw SystemError("timerfd", errno) }
        self.body = body
        _ = try reactor.add(descriptor, .readable, self)
    }

    func ready(_ readiness: Readiness) {
        var count: UInt64 = 0
        guard read(descriptor, &count, 8) == 8 else { return }
        body(Int(clamping: count))
    }
}
