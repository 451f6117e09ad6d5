/// A question that a peer asked; answered once, or failed when it is let go unanswered.
public final class Call {
    /// What is asked.
    public let kind: Kind
    private let id: UInt64
    private var connection: Connection?

    init(kind: Kind, id: UInt64, connection: Connection) {
        self.kind = kind
        self.id = id
        self.connection = connection
    }

    /// Tells whether the peer is still connected; may be kept for longer than the call.
    public var liveness: () -> Bool {
        { [weak connection] in connection?.isReady ?? false }
    }

    /// Has `body` called, once, when the peer no longer wants the answer or is lost before it has one.
    ///
    /// The call still has to be answered or failed, which nobody hears then. `body` must not hold the call.
    public func whenWithdrawn(_ body: @escaping () -> Void) {
        connection?.watch(call: id, body)
    }

    /// Answers.
    ///
    /// A connection lost in the meantime swallows it.
    public func reply(_ message: some WireMessage) {
        connection?.unwatch(call: id)
        connection?.write(.reply, kind: kind, stream: id, message: message)
        connection = nil
    }

    /// Answers that there is no answer.
    public func fail(_ code: ResetCode, _ message: String = "") {
        connection?.unwatch(call: id)
        connection?.write(
            .reply, flags: FrameHeader.failed, kind: kind, stream: id,
            message: Reset(code: code, message: message))
        connection = nil
    }

    deinit {
        if connection != nil { fail(.internal, "the call was dropped without an answer") }
    }
}

/// A call under way, for who asked it and may lose interest in the answer.
public struct OpenCall {
    private weak let connection: Connection?
    private let id: UInt64

    init(_ connection: Connection, id: UInt64) {
        self.connection = connection
        self.id = id
    }

    /// Tells the peer that the answer is not wanted any more.
    ///
    /// The call ends as others do: with the answer, should that be on its way already, or with a failure.
    public func withdraw() { connection?.withdraw(call: id) }
}

/// Why a call has no answer.
public struct CallError: Error, Equatable, Sendable {
    /// The cause.
    public let code: ResetCode
    /// For people.
    public let message: String

    /// Makes an error.
    public init(code: ResetCode, message: String) {
        self.code = code
        self.message = message
    }
}

/// A call waiting for its reply.
struct PendingCall {
    let kind: Kind
    let deadline: UInt64
    let finish: (PendingAnswer) -> Void
}

/// What a pending call is finished with; the payload is valid only during the call.
enum PendingAnswer: ~Escapable {
    case payload(RawSpan)
    case failed(CallError)
}
