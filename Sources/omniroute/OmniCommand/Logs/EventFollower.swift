internal import EventLoop
internal import IPC

/// Follows the events of the management API for as long as it is asked to, across restarts of the daemons.
///
/// Each connection begins where the one before ended, by the number of the last event. Not called from within the loop: who
/// follows may ask other things in between.
final class EventFollower {
    /// What is to be done next.
    enum Step: Equatable {
        /// A connection is open, for the first time or again.
        case opened
        case event(EventParser.Event)
        /// There is none for the moment, for this reason; it is tried again. Said once until one is open.
        case away(String)
    }

    /// A stream that is silent for longer is dead: a sign of life comes every 15 seconds.
    private static let silence = Duration.seconds(45)
    /// Until the first try after a connection that was lost.
    private static let firstPause = Duration.milliseconds(50)
    private static let longestPause = Duration.seconds(2)

    private let line: DaemonLine
    private let target: String
    private var parser = EventParser()
    private var stream: EventStream?
    private var steps: [Step] = []
    private var failures = 0
    private var wasOpen = false
    private var isAway = false
    private var notBefore: UInt64 = 0
    private var isWaiting = false
    /// The number of the last event that is known; nil where none is.
    private(set) var lastID: String?

    /// Prepares to follow what is at `target`, from the event after `lastID` on.
    init(_ line: DaemonLine, target: String, lastID: String?) {
        self.line = line
        self.target = target
        self.lastID = lastID
    }

    /// Begins after another event from now on, with a new connection.
    func restart(after id: String) {
        stream?.close()
        stream = nil
        steps = []
        parser = EventParser()
        lastID = id
    }

    /// The next step, or nil when there is none within the time given.
    ///
    /// - Throws: A failure when the API refuses to tell.
    func next(within: Duration) throws(CommandFailure) -> Step? {
        let deadline = monotonicNanoseconds() &+ nanoseconds(within)
        while true {
            if !steps.isEmpty { return steps.removeFirst() }
            try advance()
            if !steps.isEmpty { continue }
            let now = monotonicNanoseconds()
            guard now < deadline else { return nil }
            // A connection that is waited for, and a stream, make themselves heard.
            let isQuiet = stream != nil || isWaiting
            let until = isQuiet ? deadline : min(deadline, max(notBefore, now &+ 1_000_000))
            _ = line.reactor.wait(within: .nanoseconds(Int64(clamping: until - now))) {
                [self] in hasNews ? true : nil
            }
        }
    }

    /// Whether `advance` would do something.
    private var hasNews: Bool {
        guard let stream else { return !isWaiting && monotonicNanoseconds() >= notBefore }
        return stream.isNews || (stream.wasOpened && !wasOpen)
    }

    /// Does what can be done now.
    private func advance() throws(CommandFailure) {
        guard let stream else { return connect() }
        if stream.wasOpened, !wasOpen {
            wasOpen = true
            isAway = false
            failures = 0
            steps.append(.opened)
        }
        if case .refused(let failure) = stream.state { throw failure }
        if case .away(let failure) = stream.state, !isAway {
            isAway = true
            steps.append(.away(failure.message))
        }
        for event in parser.read(stream.take()) { steps.append(.event(event)) }
        if let id = parser.lastID { lastID = id }
        let silence = monotonicNanoseconds() &- stream.heard
        if stream.isOver || silence > nanoseconds(Self.silence) { lose(stream) }
    }

    private func lose(_ stream: EventStream) {
        stream.close()
        self.stream = nil
        wasOpen = false
        parser.reset()
        let pause = min(Self.firstPause * (1 << min(failures, 6)), Self.longestPause)
        failures += 1
        notBefore = monotonicNanoseconds() &+ nanoseconds(pause)
    }

    private func connect() {
        guard !isWaiting, monotonicNanoseconds() >= notBefore else { return }
        isWaiting = true
        line.client.whenConnected(within: Self.longestPause) { [weak self] connected in
            guard let self else { return }
            self.isWaiting = false
            guard connected, self.stream == nil else { return }
            let stream = EventStream()
            self.stream = stream
            stream.start(self.line.client, target: self.target, lastID: self.lastID)
        }
    }

    /// Ends the connection.
    func close() {
        stream?.close()
        stream = nil
    }
}
