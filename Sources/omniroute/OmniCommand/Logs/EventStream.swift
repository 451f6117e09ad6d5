internal import EventLoop
internal import IPC
internal import JSON

/// One connection to the events of the management API: bytes wait here until they are taken.
///
/// What is not taken is not acknowledged, so that a reader that is busy slows down the stream and nothing else.
final class EventStream: StreamHandler {
    /// How a connection is.
    enum State: Equatable {
        /// Asked for.
        case opening
        /// The answer has begun, and is one.
        case open
        /// It is over, and may be opened again.
        case ended
        /// The API does not give it for the moment.
        case away(CommandFailure)
        /// The API refuses it.
        case refused(CommandFailure)
    }

    /// What a refusal may hold at most.
    private static let refusalLimitBytes = 64 << 10

    private(set) var state = State.opening
    /// The answer has begun and is one, whether or not it has ended since.
    private(set) var wasOpened = false
    /// When something last came: monotonic nanoseconds.
    private(set) var heard = monotonicNanoseconds()
    private var status = 0
    private var pending: [UInt8] = []
    private weak var stream: Stream?

    /// Asks for events on a client that is connected.
    ///
    /// - Parameters:
    ///   - client: Connects to admin.
    ///   - target: Path and query.
    ///   - lastID: The number of the last event that is known; nil for from now on.
    func start(_ client: Client, target: String, lastID: String?) {
        var headers = [Header(name: "accept", value: "text/event-stream")]
        if let lastID { headers.append(Header(name: "last-event-id", value: lastID)) }
        let call = ManageCall(method: "GET", target: target, headers: headers)
        guard let stream = client.open(.manage, head: call.head, handler: self) else {
            state = .ended
            return
        }
        self.stream = stream
        stream.end()
    }

    /// Whether there is something to take, or the state says something new.
    var isNews: Bool { !pending.isEmpty || isOver }

    /// Whether nothing more comes.
    var isOver: Bool {
        switch state {
        case .ended, .away, .refused: true
        case .opening, .open: false
        }
    }

    /// What came since the last time.
    func take() -> [UInt8] {
        let taken = pending
        pending = []
        stream?.consumed(taken.count)
        return taken
    }

    /// Ends it from this side.
    func close() {
        if !isOver { stream?.reset(.cancelled) }
        if state == .opening || state == .open { state = .ended }
    }

    func streamAnswered(_ stream: Stream, head: RawSpan) {
        heard = monotonicNanoseconds()
        do throws(WireError) {
            status = Int(try ManageResponse(wire: head).status)
            guard status == 200 else { return }
            state = .open
            wasOpened = true
        } catch {
            stream.reset(.protocol, "\(error)")
            state = .ended
        }
    }

    func streamReceived(_ stream: Stream, bytes: RawSpan) {
        heard = monotonicNanoseconds()
        if status == 200 || pending.count < Self.refusalLimitBytes {
            bytes.withUnsafeBytes { pending.append(contentsOf: $0) }
        }
        if status != 200 { stream.consumed(bytes.byteCount) }
    }

    func streamEnded(_ stream: Stream, trailer: RawSpan) {
        guard status != 200 else { return state = .ended }
        let reply = ManageReply(status: status, body: pending)
        pending = []
        // What is away for a moment comes again.
        state = reply.failure.map { status >= 500 ? .away($0) : .refused($0) } ?? .ended
    }

    func streamReset(_ stream: Stream, _ reset: Reset) {
        guard !isOver else { return }
        state =
            reset.code == .refused
            ? .refused(
                DaemonLine.failure(.admin, CallError(code: reset.code, message: reset.message)))
            : .ended
    }

    func streamWritable(_ stream: Stream) {}
}
