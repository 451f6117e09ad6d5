internal import EventLoop
internal import IPC
internal import JSON

/// A connection to the management API for a command that asks and waits.
final class ManageSession {
    /// How long an ordinary request may take; a change goes through egress and route before it is answered.
    static let patience = Duration.seconds(60)
    /// How long the API may take to start: its socket waits meanwhile.
    static let startPatience = Duration.seconds(15)

    /// The connection.
    let line: DaemonLine
    private let patience: Duration

    /// Connects, or says why that cannot be done.
    init(
        _ place: SocketPlace, patience: Duration = ManageSession.patience,
        startPatience: Duration = ManageSession.startPatience
    ) throws(CommandFailure) {
        line = try DaemonLine(.admin, at: place, within: startPatience)
        self.patience = patience
    }

    /// Asks over a connection that is there.
    init(_ line: DaemonLine, patience: Duration = ManageSession.patience) {
        self.line = line
        self.patience = patience
    }

    /// Connects to the API that the options name.
    convenience init(_ options: PlaceOptions) throws(CommandFailure) {
        try self.init(SocketPlace.find(options))
    }

    /// Asks; any answer of the API is one, a refusal too.
    func reply(to call: ManageCall) throws(CommandFailure) -> ManageReply {
        let deadline = monotonicNanoseconds() &+ nanoseconds(patience)
        while true {
            let outcome = try attempt(call, until: deadline)
            // It ended itself at this very moment, and starts again for the next who asks.
            if case .failure(let error) = outcome, Self.isRepeatable(call, error),
                monotonicNanoseconds() < deadline
            {
                pause()
                continue
            }
            return try DaemonLine.value(outcome, .admin)
        }
    }

    /// Asks; what is no success becomes a failure.
    @discardableResult
    func send(_ call: ManageCall) throws(CommandFailure) -> ManageReply {
        guard call.body.count <= ManageCall.bodyLimitBytes else {
            throw CommandFailure(
                .data, "that is more than the \(ManageCall.bodyLimitBytes >> 20) MiB the API takes")
        }
        let reply = try reply(to: call)
        if let failure = reply.failure { throw failure }
        return reply
    }

    /// What is at a path.
    func get(_ target: String) throws(CommandFailure) -> JSONValue {
        try send(ManageCall(method: "GET", target: target)).json()
    }

    /// The entries of a list.
    func list(_ target: String) throws(CommandFailure) -> [JSONValue] {
        try get(target)["data"]?.array ?? []
    }

    private func attempt(
        _ call: ManageCall, until deadline: UInt64
    ) throws(CommandFailure) -> ManageClient.Outcome? {
        let client = line.client
        var outcome: ManageClient.Outcome?
        client.whenConnected(within: left(deadline)) { [line] connected in
            guard connected else {
                outcome = .failure(CallError(code: .deadline, message: "it does not start"))
                return
            }
            ManageClient.send(call, to: client, on: line.reactor, within: Self.left(deadline)) {
                outcome = $0
            }
        }
        return line.reactor.wait(within: left(deadline) + .seconds(1)) { outcome }
    }

    private func left(_ deadline: UInt64) -> Duration { Self.left(deadline) }

    private static func left(_ deadline: UInt64) -> Duration {
        let now = monotonicNanoseconds()
        return .nanoseconds(Int64(clamping: deadline > now ? deadline - now : 0))
    }

    /// Whether asking again does no harm: the request was not begun, or may be made twice.
    private static func isRepeatable(_ call: ManageCall, _ error: CallError) -> Bool {
        switch error.code {
        case .draining: true
        case .peerGone: call.isRepeatable
        default: false
        }
    }

    /// A moment, so that one that ends is not asked in a circle.
    private func pause() {
        var isOver = false
        _ = line.reactor.after(.milliseconds(5)) { isOver = true }
        _ = line.reactor.wait(within: .seconds(1)) { isOver ? true : nil }
    }
}
