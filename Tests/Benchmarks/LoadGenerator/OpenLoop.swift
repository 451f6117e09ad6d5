internal import EventLoop

/// Requests at a fixed rate.
///
/// Each one's time counts from when it was due, so that a stall shows with all it delays.
final class OpenLoop: ExchangeObserver {
    /// Requests that wait for a connection at most; more are failures.
    private static let waitingRequests = 100_000

    private let context: LoadContext
    private let clock: LoadClock
    private let options: LoadOptions
    private let period: UInt64
    /// Free connections, used in turn so that all stay warm.
    private var free = Queue<LoadConnection>()
    private var waiting = Queue<UInt64>()
    private var ticker: Ticker?
    private var due: UInt64 = 0
    private var latency = Samples()
    private var lateness = Samples()
    private var failures = Failures()

    init(_ reactor: Reactor, _ clock: LoadClock, _ options: LoadOptions) {
        context = LoadContext(reactor, options)
        self.clock = clock
        self.options = options
        period = 1_000_000_000 / UInt64(options.rate)
    }

    /// Runs to the end.
    func run() throws(SystemError) -> Report {
        for _ in 0..<options.connections { free.append(LoadConnection(context, self)) }
        due = monotonicNanoseconds() + period
        ticker = try Ticker(context.reactor, first: due, period: period) {
            [unowned self] count in passed(count)
        }
        clock.run()
        var report = Report(mode: .open, seconds: clock.seconds)
        report.completed = latency.count
        report.failures = failures
        report.extra = [
            ("rate", "\(options.rate)"),
            ("per_second", "\(Double(latency.count) / clock.seconds)"),
            ("latency", latency.json),
            ("lateness", lateness.json),
        ]
        return report
    }

    private func passed(_ count: Int) {
        for _ in 0..<count {
            let scheduled = due
            due += period
            if let connection = free.popFirst() {
                send(connection, scheduled)
            } else if waiting.count < Self.waitingRequests {
                waiting.append(scheduled)
            } else if clock.isMeasuring {
                failures.add("never sent")
            }
        }
    }

    private func send(_ connection: LoadConnection, _ scheduled: UInt64) {
        if clock.isMeasuring { lateness.add(monotonicNanoseconds() &- scheduled) }
        connection.send(start: scheduled)
    }

    private func released(_ connection: LoadConnection) {
        if let scheduled = waiting.popFirst() {
            send(connection, scheduled)
        } else {
            free.append(connection)
        }
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
        released(connection)
    }

    func failed(_ connection: LoadConnection, _ cause: String) {
        if clock.isMeasuring { failures.add(cause) }
        // Not at once: a server that refuses everything must not make the reactor recurse.
        _ = context.reactor.after(.milliseconds(1)) { [unowned self] in released(connection) }
    }
}
