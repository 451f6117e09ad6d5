package import DaemonLife
package import EventLoop
package import IPC
internal import Store

/// All questions about the ledger: takes them, has them answered on other threads, tells followers what is new.
///
/// It lives on the loop that commits, and does no reading there.
package final class LedgerQueries {
    private let source: any LedgerSource
    private let runner: any QueryRunner
    private let wallMicroseconds: () -> Int64
    private let folds: FoldKeeper
    private let checker: LedgerChecker
    private let suspects: SuspectKeeper
    private var running: [ObjectIdentifier: QueryStream] = [:]
    private var followers: [ObjectIdentifier: EventStream] = [:]
    private var counts = QueryCounts()
    private var timer: Timer?
    private var isStopped = false

    /// Answers from a store, with threads whose results come on a reactor.
    package convenience init(
        _ reactor: Reactor, _ source: any LedgerSource
    ) throws(SystemError) {
        self.init(
            source, try QueryThreads(reactor),
            wallMicroseconds: { EventLoop.wallMicroseconds() })
        tickLater(reactor)
    }

    /// Answers from a store, with reading done by `runner`; the caller says when a second went by.
    package init(
        _ source: any LedgerSource, _ runner: any QueryRunner,
        wallMicroseconds: @escaping () -> Int64
    ) {
        self.source = source
        self.runner = runner
        self.wallMicroseconds = wallMicroseconds
        let upkeep = Upkeep(runner)
        folds = FoldKeeper(source, upkeep)
        checker = LedgerChecker(source, upkeep)
        suspects = SuspectKeeper(source, upkeep)
    }

    private func tickLater(_ reactor: Reactor) {
        timer = reactor.after(.seconds(1)) { [weak self] in
            guard let self, !isStopped else { return }
            secondPassed()
            if let timer { reactor.rearm(timer, .seconds(1)) }
        }
    }

    /// Questions and followers that are open.
    package var count: Int { running.count + followers.count }

    // MARK: Questions

    /// Begins a query on a stream of kind `ledgerQuery`.
    package func opened(_ stream: Stream, head: RawSpan) {
        guard stream.kind == .ledgerQuery else {
            return stream.reset(.refused, "logd opens no such stream")
        }
        guard count < Limits.openQueries, !isStopped else {
            return stream.reset(.overloaded, "too many queries")
        }
        let message: LedgerQuery
        do throws(WireError) {
            message = try LedgerQuery(wire: head)
        } catch {
            return stream.reset(.protocol, "\(error)")
        }
        do throws(QueryFailure) {
            try begin(message, stream)
        } catch {
            counts.add(.refused, nanoseconds: 0)
            guard case .refused(let reason) = error else {
                return stream.reset(.internal, "the query cannot begin")
            }
            stream.answer(LedgerAnswer(refused: reason))
            stream.end()
        }
    }

    private func begin(_ message: LedgerQuery, _ stream: Stream) throws(QueryFailure) {
        switch message.query {
        case .page(let page):
            run(try PreparedQuery(page, snapshot, clock: QueryClock.now), stream)
        case .aggregate(let aggregate): run(try PreparedQuery(aggregate, snapshot), stream)
        case .one(let one): run(PreparedQuery(one, snapshot), stream)
        case .events(let events): try follow(events, stream)
        case .state: answerState(stream)
        case nil: throw .refused("the question is of a later version")
        }
    }

    private var snapshot: LedgerSnapshot { LedgerSnapshot(source, now: wallMicroseconds()) }

    private func run(_ query: PreparedQuery, _ stream: Stream) {
        let handler = QueryStream(
            stream, query, runner, now: monotonicNanoseconds(),
            suspect: { [weak self] day, reason in self?.source.suspect(day, reason) },
            ended: { [weak self] ended, ending in
                self?.running[ObjectIdentifier(ended)] = nil
                self?.counts.add(ending, nanoseconds: monotonicNanoseconds() &- ended.began)
            })
        stream.handler = handler
        running[ObjectIdentifier(handler)] = handler
        handler.start()
    }

    private func follow(_ query: LedgerEvents, _ stream: Stream) throws(QueryFailure) {
        try TimeBounds.check(query.filter)
        let context = EventStream.Context(
            runner: runner,
            snapshot: { [source, wallMicroseconds] in
                LedgerSnapshot(source, now: wallMicroseconds())
            },
            suspect: { [weak self] day, reason in self?.source.suspect(day, reason) },
            ended: { [weak self] ended in self?.followers[ObjectIdentifier(ended)] = nil })
        let handler = try EventStream(stream, query, context)
        stream.handler = handler
        followers[ObjectIdentifier(handler)] = handler
        handler.start()
    }

    private func answerState(_ stream: Stream) {
        let bytes = StateAnswer.json(
            source, folds.days, queries: (running: running.count, followers: followers.count))
        // At once: who asks wants to know how it stands just when all threads are busy.
        run(PreparedQuery(contentType: LedgerFormat.json.contentType, ready: bytes), stream)
    }

    // MARK: What happens

    /// Tells followers of committed requests.
    package func committed(_ rows: [CommittedRequest]) {
        guard !rows.isEmpty else { return }
        for follower in followers.values { follower.committed(rows) }
    }

    /// Tells followers of console lines.
    package func committed(console records: [ConsoleRecord]) {
        guard !records.isEmpty else { return }
        for follower in followers.values { follower.committed(console: records) }
    }

    /// A second went by: followers get their sums, and days are looked at and folded in the background.
    package func secondPassed() {
        let now = wallMicroseconds()
        for query in running.values { query.secondPassed() }
        for follower in followers.values { follower.secondPassed(now: now) }
        suspects.secondPassed()
        folds.secondPassed(now: now)
    }

    /// Compares all sums with the rows; tells what differs, in words, nothing when all is equal.
    package func check(_ done: @escaping ([String]) -> Void) { checker.run(done) }

    /// Ends what has no end of its own.
    package func drain() {
        for follower in followers.values { follower.drain() }
    }

    /// Gives up all reading.
    package func stop() {
        isStopped = true
        runner.stop()
    }

    /// Writes metrics.
    package func collect(_ metrics: inout MetricsWriter) {
        metrics.gauge("omniroute_logd_queries_running", "Queries running.", Double(running.count))
        metrics.gauge("omniroute_logd_followers", "Followers of events.", Double(followers.count))
        metrics.gauge(
            "omniroute_logd_folded_days", "Days whose sums are folded.", Double(folds.days.count))
        counts.collect(&metrics)
    }
}
