internal import DaemonLife
internal import EventLoop
internal import Glibc
internal import IPC
internal import JSON

/// `omniroute top` while it runs: events as they come, figures every few seconds, a picture every second.
final class TopSession {
    /// Between two pictures.
    private static let second: UInt64 = 1_000_000_000
    /// Between two questions about connections and sums.
    private static let figuresEvery: UInt64 = 5 * second
    /// How long one answer is waited for; nobody looks at a picture without the rest for longer.
    private static let patience = Duration.seconds(6)
    /// How far back sums go: the ledger adds up by the quarter hour.
    private static let spanMicroseconds: Int64 = 15 * 60 * 1_000_000

    private let session: ManageSession
    private let events: EventFollower
    private let poll: DaemonPoll
    private var state = TopState()
    private var isOver = false
    private var figuresDue: UInt64 = 0
    private var isAskingLive = false
    /// A key has changed what is to be seen.
    private var isStale = false

    /// Connects to the daemons.
    init(_ place: SocketPlace) throws(CommandFailure) {
        session = try ManageSession(place, patience: Self.patience)
        poll = DaemonPoll(session.line.reactor, place)
        events = EventFollower(
            session.line,
            target: APIPath.with(
                [("topics", "request.finished"), ("topics", "stats.tick")], APIPath.of("events")),
            lastID: nil)
    }

    /// One picture, for a reader that is no terminal.
    static func once(_ place: SocketPlace) throws(CommandFailure) -> TopState {
        var state = TopState()
        state.daemons = StatusQuery(place).ask()
        fill(&state, try ManageSession(place, patience: patience))
        return state
    }

    /// Asks for everything once; what cannot be had is left out, and told.
    static func fill(_ state: inout TopState, _ session: ManageSession) {
        state.fill(.connections) { state throws(CommandFailure) in
            state.connections = try session.list(APIPath.of("resilience"))
        }
        state.fill(.usage) { state throws(CommandFailure) in
            state.usage = try session.list(usageTarget(wallMicroseconds()))
        }
        state.fill(.live) { state throws(CommandFailure) in
            state.live.told(try session.get(liveTarget))
        }
        loadRequests(20, &state, session)
    }

    private static func loadRequests(
        _ count: Int, _ state: inout TopState, _ session: ManageSession
    ) {
        state.fill(.requests) { state throws(CommandFailure) in
            let pages = LogPages(session: session, table: RequestTable.name, query: [])
            for row in try pages.newest(count) { state.finished(row) }
        }
    }

    /// Runs until a key or a signal ends it.
    func run() throws {
        let reactor = session.line.reactor
        // SIGTERM and its like come as events, so that the terminal is given back.
        let signals = try SignalSource(reactor) { [weak self] number in
            if number != SIGCHLD { self?.isOver = true }
        }
        defer { withExtendedLifetime(signals) {} }
        // Before keys are watched, which change the state as well.
        Self.loadRequests(50, &state, session)
        let keys = KeyWatch(reactor) { [weak self] keys in
            self?.pressed(keys)
        }
        // A resized terminal interrupts the wait, and the next picture has its size.
        signal(SIGWINCH) { _ in }
        let screen = TerminalScreen()
        defer {
            keys.close()
            events.close()
            poll.close()
            screen.close()
        }
        try loop(screen)
    }

    /// Takes what a terminal sent; nothing where it is gone.
    private func pressed(_ bytes: [UInt8]) {
        guard !bytes.isEmpty else { return isOver = true }
        for key in TopKey.read(bytes) {
            isStale = true
            switch key {
            case .end: isOver = true
            case .sort: state.live.sort()
            case .scroll(let rows): state.live.scroll(by: rows)
            }
        }
    }

    private func loop(_ screen: TerminalScreen) throws(CommandFailure) {
        var due: UInt64 = 0
        var size = TopFrame.Size()
        while !isOver {
            let now = monotonicNanoseconds()
            if now >= due {
                due = now &+ Self.second
                poll.ask()
                askLive()
                askFigures(now)
                isStale = true
            }
            if isStale || size != TerminalScreen.size {
                isStale = false
                size = TerminalScreen.size
                draw(screen, size)
            }
            let wait = Duration.nanoseconds(
                Int64(clamping: due &- min(due, monotonicNanoseconds())))
            // Short, so that keys and a new size are noticed soon.
            switch try events.next(within: min(wait, .milliseconds(100))) {
            case .event(let event): take(event)
            case .opened: state.tell(.events, nil)
            case .away(let reason): state.tell(.events, reason)
            case nil: break
            }
        }
    }

    private func take(_ event: EventParser.Event) {
        // What is no JSON is of a later version.
        guard let value = try? JSONDocument(event.data).root else { return }
        switch event.name {
        case "request.finished":
            state.finished(value)
            // What could not be had at the beginning comes by itself now.
            state.tell(.requests, nil)
        case "stats.tick": state.ticked(value)
        default: break
        }
    }

    private func draw(_ screen: TerminalScreen, _ size: TopFrame.Size) {
        state.daemons = poll.reports
        let frame = TopFrame(state: state, now: wallMicroseconds(), paint: .terminal)
        screen.draw(frame.lines(size))
    }

    // MARK: Figures

    /// Asks without waiting; what comes is in a later picture.
    private func askFigures(_ now: UInt64) {
        guard now >= figuresDue else { return }
        figuresDue = now &+ Self.figuresEvery
        ask(.connections, APIPath.of("resilience")) { state, answer in
            if let rows = answer?["data"]?.array { state.connections = rows }
        }
        ask(.usage, Self.usageTarget(wallMicroseconds())) { state, answer in
            if let rows = answer?["data"]?.array { state.usage = rows }
        }
    }

    /// Asks for the requests under way, unless the last question about them has no answer yet.
    private func askLive() {
        guard !isAskingLive else { return }
        isAskingLive = true
        ask(.live, Self.liveTarget) { [weak self] state, answer in
            self?.isAskingLive = false
            if let answer { state.live.told(answer) } else { state.live.lost() }
        }
    }

    private static let liveTarget = APIPath.with([("limit", "500")], APIPath.of("live"))

    /// `keep` is called once, without an answer where there is none.
    private func ask(
        _ part: TopState.Part, _ target: String,
        _ keep: @escaping (inout TopState, JSONValue?) -> Void
    ) {
        let line = session.line
        ManageClient.send(
            ManageCall(method: "GET", target: target), to: line.client, on: line.reactor,
            within: Self.patience
        ) { [weak self] outcome in
            guard let self else { return }
            switch outcome {
            case .success(let reply) where reply.isSuccess:
                // What is no JSON is of a later version.
                keep(&self.state, try? reply.json())
                self.state.tell(part, nil)
            case .success(let reply):
                keep(&self.state, nil)
                self.state.tell(part, reply.failure?.message)
            case .failure(let error):
                keep(&self.state, nil)
                self.state.tell(part, DaemonLine.failure(.admin, error).message)
            }
        }
    }

    private static func usageTarget(_ now: Int64) -> String {
        APIPath.with(
            [
                ("group", "connection"), ("percentiles", "true"),
                ("from", timestamp(wallMicroseconds: now - spanMicroseconds)),
                ("until", timestamp(wallMicroseconds: now)),
            ], APIPath.of("usage"))
    }
}
