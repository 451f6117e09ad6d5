internal import IPC

/// One follower: requests as they are committed, console lines and sums of each second.
///
/// One that resumes first gets what it missed out of the days' files, until it has all there is; rows that are committed
/// meanwhile are read from the files as well, so none is missing and none comes twice.
final class EventStream: StreamHandler {
    /// What followers share.
    struct Context {
        var runner: any QueryRunner
        /// What there is now.
        var snapshot: () -> LedgerSnapshot
        var suspect: (Int, String) -> Void
        var ended: (EventStream) -> Void
    }

    private let stream: Stream
    private let query: LedgerEvents
    private let filter: RowFilter
    private let consoleFilter: LedgerFilter
    private let context: Context

    private var output = EventOutput()
    /// The last row that the reader knows, or that its filter left out.
    private var position: Int64 = 0
    /// The last number that the reader was given to come again with.
    private var told: Int64 = 0
    /// Seconds in which it was given none although there are newer ones.
    private var untoldSeconds = 0
    private var isCatchingUp = false
    private var ticket: QueryTicket?
    private var isReading = false
    private var caughtUp = 0
    private var isOver = false

    private var frames = 0
    private var many = 0
    private var lines = 0
    private var manyLines = 0
    private var sums = EventSums()
    private var silentSeconds = 0

    init(_ stream: Stream, _ query: LedgerEvents, _ context: Context) throws(QueryFailure) {
        self.stream = stream
        self.query = query
        self.context = context
        consoleFilter = query.filter ?? LedgerFilter()
        var rows = consoleFilter
        rows.minLevel = .levelNone
        rows.daemons = []
        filter = try RowFilter(rows, .requests)
    }

    /// Answers the head and begins.
    func start() {
        stream.answer(LedgerAnswer(contentType: "text/event-stream"))
        let last = context.snapshot().lastSequence
        let after = Int64(clamping: query.after)
        position = query.resumes || after > 0 ? after : last
        told = position
        if after > last || last - position > Limits.followerGap {
            // A number of another ledger, or of very long ago.
            position = last
            told = last
            output.add(EventFrame.reset(position))
        } else {
            output.add(EventFrame.position(position))
            if position < last { isCatchingUp = true }
        }
        pump()
    }

    // MARK: What was missed

    private func catchUp() {
        guard isCatchingUp, !isReading, output.isEmpty, !isOver else { return }
        isReading = true
        let (filter, position, snapshot) = (filter, position, context.snapshot())
        let ticket = context.runner.run(
            lasting: Limits.queryNanoseconds,
            { (reader) throws(QueryFailure) in
                try RowScan.find(
                    .requests, filter, after: position, limit: Limits.caughtUpRows,
                    oldestFirst: true, snapshot, reader, clock: QueryClock.now)
            },
            { [weak self] result in self?.found(result, snapshot.lastSequence) })
        if ticket == nil {
            // With too much to do the next second tries again.
            isReading = false
        } else if isReading {
            self.ticket = ticket
        }
    }

    private func found(_ result: Result<RowScan.Found, QueryFailure>, _ last: Int64) {
        isReading = false
        ticket = nil
        guard !isOver else { return }
        switch result {
        case .success(let found):
            for row in found.rows {
                guard case .request(let request) = row.row else { continue }
                output.add(EventFrame.finished(request, row.sequence))
                told = row.sequence
            }
            caughtUp += found.rows.count
            position = found.next ?? max(position, last)
            if caughtUp > Limits.followerRows || output.hasLost { return restart() }
            if position >= context.snapshot().lastSequence { isCatchingUp = false }
        case .failure(let failure):
            if case .damaged(let day, let error) = failure { context.suspect(day, "\(error)") }
            return restart()
        }
        pump()
    }

    /// Too much was missed, or it cannot be read: the reader begins anew with what there is.
    private func restart() {
        isCatchingUp = false
        position = context.snapshot().lastSequence
        told = position
        if output.hasLost { tellLoss() } else { output.add(EventFrame.reset(position)) }
        pump()
    }

    /// The number is about rows alone; lines have none, and their reader looks at what is kept.
    private func tellLoss() {
        let lines = query.console ? EventFrame.manyLines(nil) : []
        output.tellLoss(EventFrame.reset(position) + lines)
    }

    // MARK: What happens

    /// Rows were committed.
    func committed(_ rows: [CommittedRequest]) {
        guard !isOver, !isCatchingUp else { return }
        // Rows of one commit may come in the order of their days.
        let known = position
        for row in rows where filter.matches(row.request) {
            let sequence = Int64(clamping: row.sequence)
            if sequence > known { add(row, sequence) }
        }
        position = max(position, rows.map { Int64(clamping: $0.sequence) }.max() ?? 0)
        pump()
    }

    private func add(_ row: CommittedRequest, _ sequence: Int64) {
        let wasTold = row.replaced.map(filter.matches) ?? false
        // It was counted when another daemon told of it.
        if query.ticks, !wasTold { sums.add(row.request) }
        if frames < Limits.followerFrames {
            frames += 1
            output.add(
                wasTold
                    ? EventFrame.replaced(row.request, sequence)
                    : EventFrame.finished(row.request, sequence))
            told = sequence
        } else if !wasTold {
            many += 1
        }
    }

    /// Console lines were written.
    func committed(console records: [ConsoleRecord]) {
        guard !isOver, query.console else { return }
        for record in records where ConsoleMatch.matches(consoleFilter, record) {
            if lines < Limits.followerLines {
                lines += 1
                output.add(EventFrame.line(record))
            } else {
                manyLines += 1
            }
        }
        pump()
    }

    /// A second went by.
    func secondPassed(now: Int64) {
        guard !isOver else { return }
        if many > 0 {
            output.add(EventFrame.many(many, position))
            told = position
        }
        if manyLines > 0 { output.add(EventFrame.manyLines(manyLines)) }
        (frames, many, lines, manyLines) = (0, 0, 0, 0)
        if query.ticks {
            output.add(EventFrame.tick(sums.take(), at: now))
        }
        tellPosition()
        silentSeconds += 1
        if silentSeconds >= Limits.followerSilence { output.add(EventFrame.heartbeat) }
        pump()
    }

    /// A filter that lets nothing through is no reason to begin anew later: the reader is told now and then how far it is.
    private func tellPosition() {
        untoldSeconds = told < position ? untoldSeconds + 1 : 0
        guard untoldSeconds >= Limits.followerSilence else { return }
        untoldSeconds = 0
        told = position
        output.add(EventFrame.position(position))
    }

    /// The process stops: a follower asks the successor.
    func drain() { finish { $0.reset(.draining, "logd stops; ask again") } }

    // MARK: Sending

    private func pump() {
        while !isOver {
            let waiting = output.waiting
            if !waiting.isEmpty {
                let bytes = Array(waiting)
                let taken = stream.send(bytes.span.bytes)
                output.took(taken)
                if taken > 0 { silentSeconds = 0 }
                guard output.isEmpty else { return }
            }
            guard output.hasLost else { return catchUp() }
            // Where the reader is now, a part of what came since is missing.
            isCatchingUp = false
            position = context.snapshot().lastSequence
            told = position
            tellLoss()
        }
    }

    private func finish(_ last: (Stream) -> Void) {
        guard !isOver else { return }
        isOver = true
        ticket?.cancel()
        last(stream)
        context.ended(self)
    }

    // MARK: Events of the stream

    func streamAnswered(_ stream: Stream, head: RawSpan) {}
    func streamReceived(_ stream: Stream, bytes: RawSpan) { stream.consumed(bytes.byteCount) }
    /// A query has no body: its end says nothing about the answer.
    func streamEnded(_ stream: Stream, trailer: RawSpan) {}
    func streamReset(_ stream: Stream, _ reset: Reset) { finish { _ in } }
    func streamWritable(_ stream: Stream) { pump() }
}
