internal import EventLoop

/// N streams that are read to their end and begun anew; each chunk says when it was written.
final class StreamLoad: ExchangeObserver {
    private static let pause = Duration.milliseconds(50)

    private let context: LoadContext
    private let clock: LoadClock
    private let options: LoadOptions
    private var connections: [LoadConnection] = []
    private var delay = Samples()
    private var firstByte = Samples()
    private var completedCount = 0
    private var failures = Failures()

    init(_ reactor: Reactor, _ clock: LoadClock, _ options: LoadOptions) {
        context = LoadContext(reactor, options)
        self.clock = clock
        self.options = options
    }

    /// Runs to the end.
    func run() -> Report {
        for index in 0..<options.connections {
            let connection = LoadConnection(context, self)
            connections.append(connection)
            // Spread over half of the warm-up: begun together, all streams would tick together.
            let offset = options.warmup * 500_000 * index / options.connections
            _ = context.reactor.after(.microseconds(offset)) {
                connection.send(start: monotonicNanoseconds())
            }
        }
        clock.run()
        var report = Report(mode: .streams, seconds: clock.seconds)
        report.completed = completedCount
        report.failures = failures
        report.extra = [
            ("streams", "\(options.connections)"),
            ("open_at_end", "\(connections.count { $0.isBusy })"),
            ("chunks", "\(delay.count + delay.dropped)"),
            ("chunks_per_second", "\(Double(delay.count + delay.dropped) / clock.seconds)"),
            ("first_byte", firstByte.json),
            ("delay", delay.json),
        ]
        return report
    }

    func began(_ connection: LoadConnection, at now: UInt64) {
        if clock.isMeasuring, connection.start >= clock.began {
            firstByte.add(now &- connection.start)
        }
    }

    func received(
        _ connection: LoadConnection, _ bytes: UnsafeRawBufferPointer, at now: UInt64
    ) {
        let counts = clock.isMeasuring
        connection.scanner.scan(bytes) { stamp in
            if counts { delay.add(now > stamp ? now - stamp : 0) }
        }
    }

    func completed(_ connection: LoadConnection, status: Int, at now: UInt64) {
        if clock.isMeasuring { judge(connection, status) }
        guard status == 200 else { return again(connection) }
        connection.send(start: now)
    }

    func failed(_ connection: LoadConnection, _ cause: String) {
        if clock.isMeasuring { failures.add(cause) }
        again(connection)
    }

    private func judge(_ connection: LoadConnection, _ status: Int) {
        let scanner = connection.scanner
        if status != 200 {
            failures.add("status \(status)")
        } else if !scanner.isDone {
            failures.add("no end mark")
        } else if options.chunks > 0, scanner.count != options.chunks {
            failures.add("wrong number of chunks")
        } else {
            completedCount += 1
        }
    }

    private func again(_ connection: LoadConnection) {
        _ = context.reactor.after(Self.pause) { connection.send(start: monotonicNanoseconds()) }
    }
}
