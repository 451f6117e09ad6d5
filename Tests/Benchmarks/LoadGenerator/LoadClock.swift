internal import EventLoop

/// Warm-up, measurement, end; says each beginning on standard output, so that others can count along.
final class LoadClock {
    private let reactor: Reactor
    private let options: LoadOptions
    private var timer: Timer?

    /// When measuring began and ended; 0 while it has not.
    private(set) var began: UInt64 = 0
    private(set) var ended: UInt64 = 0

    init(_ reactor: Reactor, _ options: LoadOptions) {
        self.reactor = reactor
        self.options = options
    }

    /// Whether what happens now counts.
    var isMeasuring: Bool { began > 0 && ended == 0 }

    /// Seconds that were measured.
    var seconds: Double { Double(ended &- began) / 1e9 }

    /// Runs the reactor through all phases.
    func run() {
        timer = reactor.after(.seconds(options.warmup)) { [self] in begin() }
        reactor.run()
    }

    private func begin() {
        Output.line(#"{"event":"begin"}"#)
        began = monotonicNanoseconds()
        timer = reactor.after(.seconds(options.seconds)) { [self] in end() }
    }

    private func end() {
        ended = monotonicNanoseconds()
        Output.line(#"{"event":"end"}"#)
        reactor.stop()
    }
}
