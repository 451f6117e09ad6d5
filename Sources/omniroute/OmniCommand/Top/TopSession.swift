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
    /// How far back sums go: the ledger adds up by the quarter hour.
    private static let spanMicroseconds: Int64 = 15 * 60 * 1_000_000

    private let session: ManageSession
    private let events: EventFollower
    private let poll: DaemonPoll
    private var state = TopState()
    private var isOver = false
    private var figuresDue: UInt64 = 0

    /// Connects to the daemons.
    init(_ place: SocketPlace) throws(CommandFailure) {
        session = try ManageSession(place)
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
        let session = try ManageSession(place)
        state.connections = try session.list(APIPath.of("resilience"))
        state.usage = try session.list(usageTarget(wallMicroseconds()))
        let pages = LogPages(session: session, table: RequestTable.name, query: [])
        for row in try pages.newest(20) { state.finished(row) }
        return state
    }

    /// Runs until a key or a signal ends it.
    func run() throws {
        let reactor = session.line.reactor
        // SIGTERM and its like come as events, so that the terminal is given back.
        let signals = try SignalSource(reactor) { [weak self] number in
            if number != SIGCHLD { self?.isOver = true }
        }
        defer { withExtendedLifetime(signals) {} }
        let keys = KeyWatch(reactor) { [weak self] keys in
            let endings = [UInt8(ascii: "q"), UInt8(ascii: "Q"), 3, 4]
            if keys.isEmpty || keys.contains(where: endings.contains) { self?.isOver = true }
        }
        // A resized terminal interrupts the wait, and the next picture has its size.
        signal(SIGWINCH) { _ in }
        try loadRequests()
        let screen = TerminalScreen()
        defer {
            keys.close()
            events.close()
            poll.close()
            screen.close()
        }
        try loop(screen)
    }

    private func loadRequests() throws(CommandFailure) {
        let pages = LogPages(session: session, table: RequestTable.name, query: [])
        for row in try pages.newest(50) { state.finished(row) }
    }

    private func loop(_ screen: TerminalScreen) throws(CommandFailure) {
        var due: UInt64 = 0
        var size = TopFrame.Size()
        while !isOver {
            let now = monotonicNanoseconds()
            if now >= due || size != TerminalScreen.size {
                if now >= due { due = now &+ Self.second }
                size = TerminalScreen.size
                poll.ask()
                askFigures(now)
                draw(screen, size)
            }
            let wait = Duration.nanoseconds(
                Int64(clamping: due &- min(due, monotonicNanoseconds())))
            // Short, so that keys and a new size are noticed soon.
            switch try events.next(within: min(wait, .milliseconds(100))) {
            case .event(let event): take(event)
            case .opened: state.trouble = nil
            case nil: break
            }
        }
    }

    private func take(_ event: EventParser.Event) {
        // What is no JSON is of a later version.
        guard let value = try? JSONDocument(event.data).root else { return }
        switch event.name {
        case "request.finished": state.finished(value)
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
        ask(APIPath.of("resilience")) { $0.connections = $1 }
        ask(Self.usageTarget(wallMicroseconds())) { $0.usage = $1 }
    }

    private func ask(
        _ target: String, _ keep: @escaping (inout TopState, [JSONValue]) -> Void
    ) {
        let line = session.line
        ManageClient.send(
            ManageCall(method: "GET", target: target), to: line.client, on: line.reactor,
            within: .seconds(5)
        ) { [weak self] outcome in
            guard let self else { return }
            switch outcome {
            case .success(let reply) where reply.isSuccess:
                guard let rows = try? reply.json()["data"]?.array else { return }
                keep(&self.state, rows)
                self.state.trouble = nil
            case .success(let reply): self.state.trouble = reply.failure?.message
            case .failure(let error):
                self.state.trouble = DaemonLine.failure(.admin, error).message
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
