internal import IPC

/// One stream of events to a client: what logd tells it, and between that what this process does.
///
/// It lives on when logd is lost: it asks again from the last number on. What a client does not take stops logd's part by its
/// credit; the rest is bounded, and beyond that the stream ends, for the client to come again.
final class EventFeed: LedgerListener, AnswerSource {
    /// Calls something after a time; the result calls it off.
    typealias Schedule = (Duration, @escaping () -> Void) -> () -> Void

    let topics: Set<EventTopic>
    private let filter: LedgerFilter
    private let daemons: any LedgerDaemons
    private let hub: EventHub
    private let schedule: Schedule
    private let isAllowed: () -> Bool
    private let responder: Responder
    private let leave: () -> Void

    /// The number that the client has; nil for one that is to hear of what comes from now on.
    private var last: UInt64?
    private var reading: (any LedgerReading)?
    private var frames = EventFrames()
    /// Bytes of logd whose room it has not got back.
    private var unconsumed = 0
    private weak var sink: (any AnswerSink)?
    private var unsent = Array("retry: \(LedgerLimits.retryMilliseconds)\n\n".utf8)
    private var sent = 0
    private var age = Duration.zero
    private var isEnding = false
    private var isOver = false
    private var hasAnswered = false
    /// logd was lost or away since it was last heard: what lines were written meanwhile nobody tells.
    private var missesLines = false
    private var callOffBeat: (() -> Void)?
    private var callOffAttaching: (() -> Void)?

    /// Prepares a stream.
    ///
    /// - Parameters:
    ///   - question: What it is about.
    ///   - daemons: Answers for logd.
    ///   - hub: Knows it for as long as it runs.
    ///   - schedule: Has the timers.
    ///   - isAllowed: Whether who asked still may.
    ///   - responder: Takes the answer.
    ///   - leave: Called once, when it is over.
    init(
        _ question: EventQuestion, _ daemons: any LedgerDaemons, _ hub: EventHub,
        _ schedule: @escaping Schedule, isAllowed: @escaping () -> Bool, _ responder: Responder,
        leave: @escaping () -> Void
    ) {
        topics = question.topics
        filter = question.filter
        last = question.last
        self.daemons = daemons
        self.hub = hub
        self.schedule = schedule
        self.isAllowed = isAllowed
        self.responder = responder
        self.leave = leave
    }

    /// Begins: answers once logd takes the question or is known to be away, or at once where nothing of logd is asked for.
    func start() {
        responder.whenWithdrawn = { [weak self] in self?.cancel() }
        hub.add(self)
        if topics.contains(where: \.isOfLogd) { attach() } else { answer() }
    }

    private func answer() {
        hasAnswered = true
        guard responder.isWaiting else { return cancel() }
        responder.answer(
            .flowing(
                self, type: "text/event-stream",
                // nginx would hold events back otherwise.
                [Header(name: "x-accel-buffering", value: "no")]))
    }

    // MARK: logd's side

    private func attach() {
        guard !isOver, !isEnding else { return }
        frames = EventFrames()
        unconsumed = 0
        let events = LedgerEvents(
            filter: filter, after: last ?? 0, console: topics.contains(.consoleLine),
            ticks: topics.contains(.statsTick), resumes: last != nil)
        let reading = daemons.ask(
            LedgerQuery(query: .events(events)), isLasting: true, self)
        if isOver { reading.cancel() } else { self.reading = reading }
    }

    func ledgerBegan(_ answer: LedgerAnswer) {
        guard answer.refused.isEmpty else {
            responder.fail(.refused(by: answer))
            return hasAnswered ? finish() : cancel()
        }
        if !hasAnswered { self.answer() }
        if missesLines, topics.contains(.consoleLine) { push(Self.missedLines) }
        missesLines = false
    }

    /// Lines have no numbers to resume from: the client looks at what is kept.
    private static let missedLines = Array(
        "event: console.many\ndata: {\"count\":null}\n\n".utf8)

    func ledgerReceived(_ bytes: RawSpan) {
        guard !isOver else { return }
        unconsumed += bytes.byteCount
        frames.add(bytes)
        while let frame = frames.next() {
            if let id = frame.id.flatMap({ UInt64($0) }) { last = id }
            if isWanted(frame) { push(frame.bytes) }
        }
        guard frames.waiting <= LedgerLimits.eventBytes else { return finish() }
        giveRoom()
    }

    /// What has no name says how far logd is, or nothing.
    private func isWanted(_ frame: EventFrames.Frame) -> Bool {
        guard let name = frame.event else { return true }
        return EventTopic(event: name).map(topics.contains) ?? false
    }

    func ledgerEnded() {
        ledgerFailed(APIError(.badGateway, "daemon_failed", "logd ends a stream that has no end."))
    }

    func ledgerFailed(_ error: APIError) {
        guard !isOver else { return }
        reading = nil
        missesLines = true
        if !hasAnswered {
            // A browser takes an error for the end of it all, and never comes again; it waits here instead.
            unsent += Self.absence
            answer()
        }
        guard !isOver else { return }
        callOffAttaching = schedule(LedgerLimits.reattach) { [weak self] in self?.attach() }
    }

    /// A comment, for people.
    private static let absence = Array(": logd is away\n\n".utf8)

    private func giveRoom() {
        guard unsent.isEmpty, unconsumed > 0 else { return }
        let count = unconsumed
        unconsumed = 0
        reading?.consumed(count)
    }

    // MARK: This process's side

    /// Tells of something that happened here.
    func tell(_ frame: [UInt8]) { push(frame) }

    /// Ends in order; the client comes again.
    func finish() {
        guard !isOver else { return }
        isEnding = true
        reading?.cancel()
        reading = nil
        if !hasAnswered {
            responder.fail(
                APIError(.unavailable, "draining", "This process is ending.", retryAfter: 1))
            return over()
        }
        endIfDone()
    }

    /// Ends when who asked may not any more.
    func checkRight() {
        if !isAllowed() { finish() }
    }

    // MARK: The client's side

    func begin(_ sink: any AnswerSink) {
        self.sink = sink
        beat()
        proceed()
    }

    func proceed() {
        guard let sink, !isOver else { return }
        if !unsent.isEmpty {
            let bytes = unsent
            sent += sink.take(bytes.span.bytes.extracting(sent..<bytes.count))
            if sent == bytes.count {
                unsent = []
                sent = 0
            }
        }
        giveRoom()
        endIfDone()
    }

    func cancel() {
        guard !isOver else { return }
        reading?.cancel()
        over()
    }

    private func push(_ bytes: [UInt8]) {
        guard !isOver, !isEnding else { return }
        let hadRoom = unsent.isEmpty
        unsent += bytes
        if hadRoom { proceed() }
        // A client that is so far behind begins anew from the last number that it has.
        if unsent.count - sent > LedgerLimits.unsentBytes { finish() }
    }

    private func endIfDone() {
        guard isEnding, unsent.isEmpty, !isOver, let sink else { return }
        sink.end()
        over()
    }

    /// Looks now and then whether it may go on, and shows that it lives.
    private func beat() {
        callOffBeat = schedule(LedgerLimits.heartbeat) { [weak self] in
            guard let self, !isOver else { return }
            age += LedgerLimits.heartbeat
            checkRight()
            if age >= LedgerLimits.eventStream { finish() }
            guard !isOver else { return }
            if unsent.isEmpty { push(Array(":\n\n".utf8)) }
            beat()
        }
    }

    private func over() {
        guard !isOver else { return }
        isOver = true
        reading = nil
        unsent = []
        callOffBeat?()
        callOffAttaching?()
        (callOffBeat, callOffAttaching) = (nil, nil)
        hub.remove(self)
        leave()
    }
}

/// What a stream of events is about.
struct EventQuestion {
    let topics: Set<EventTopic>
    let filter: LedgerFilter
    /// The number of the last event that the client has, which is 0 of an empty ledger; nil for none.
    let last: UInt64?
}
