internal import EventLoop

/// N connections, each with its next request as soon as it has its answer: the most that can be had.
final class ClosedLoop: ExchangeObserver {
    /// Until a connection that failed tries again.
    private static let pause = Duration.milliseconds(20)

    private let context: LoadContext
    private let clock: LoadClock
    private let connections: Int
    private var all: [LoadConnection] = []
    private var latency = Samples()
    private var failures = Failures()

    init(_ reactor: Reactor, _ clock: LoadClock, _ options: LoadOptions) {
        context = LoadContext(reactor, options)
        self.clock = clock
        connections = options.connections
    }

    /// Runs to the end.
    func run() -> Report {
        for _ in 0..<connections { all.append(LoadConnection(context, self)) }
        for connection in all { connection.send(start: monotonicNanoseconds()) }
        clock.run()
        var report = Report(mode: .closed, seconds: clock.seconds)
        report.completed = latency.count
        report.failures = failures
        report.extra = [
            ("connections", "\(connections)"),
            ("per_second", "\(Double(latency.count) / clock.seconds)"),
            ("latency", latency.json),
        ]
        return report
    }

    func began(_ connection: LoadConnection, at now: UInt64) {}

    func received(
        _ connection: LoadConnection, _ bytes: UnsafeRawBufferPointer, at now: UInt64
    ) {}

    func completed(_ connection: LoadConnection, status: Int, at now: UInt64) {
        if clock.isMeasuring {
            if status == 200 {
                latency.add(now &- connection.start)
            } else {
                failures.add("status \(status)")
            }
        }
        connection.send(start: now)
    }

    func failed(_ connection: LoadConnection, _ cause: String) {
        if clock.isMeasuring { failures.add(cause) }
        _ = context.reactor.after(Self.pause) { connection.send(start: monotonicNanoseconds()) }
    }
}
