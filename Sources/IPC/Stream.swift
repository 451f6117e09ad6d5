/// What happens on a stream.
///
/// All calls come from the connection's thread.
public protocol StreamHandler: AnyObject {
    /// The peer began its direction; `head` is the message of the stream's kind.
    func streamAnswered(_ stream: Stream, head: RawSpan)
    /// Body bytes came; the handler calls `stream.consumed` when it has room again.
    ///
    /// None of them are a sign that the peer is at work.
    func streamReceived(_ stream: Stream, bytes: RawSpan)
    /// The peer ended its direction.
    func streamEnded(_ stream: Stream, trailer: RawSpan)
    /// The stream is over, both ways, for the reason given. Nothing follows.
    func streamReset(_ stream: Stream, _ reset: Reset)
    /// Credit came after `send` had accepted less than it was given.
    func streamWritable(_ stream: Stream)
}

/// One exchange of a connection: a head, body bytes under credit and an end, each way.
///
/// A stream is over when both directions ended or either side reset it; it then forgets its handler.
public final class Stream {
    /// Number on the connection, odd, rising.
    public let id: UInt64
    /// Kind of its messages.
    public let kind: Kind
    /// Hears what happens; set by the acceptor before it returns from the opening callback.
    public var handler: (any StreamHandler)?
    /// Body bytes that may be sent now.
    public private(set) var credit: Int
    /// Body bytes sent and received.
    public private(set) var bytesSent: UInt64 = 0
    /// Body bytes received.
    public private(set) var bytesReceived: UInt64 = 0

    private(set) var connection: Connection?
    private var receiveWindow: Int
    private let fullWindow: Int
    private var consumedBytes = 0
    private var wantsCredit = false
    private(set) var localEnded = false
    private(set) var remoteEnded = false
    private var answered = false
    private let isInitiator: Bool

    init(
        id: UInt64, kind: Kind, connection: Connection, sendCredit: Int, receiveWindow: Int,
        isInitiator: Bool
    ) {
        self.id = id
        self.kind = kind
        self.connection = connection
        self.credit = sendCredit
        self.receiveWindow = receiveWindow
        self.fullWindow = receiveWindow
        self.isInitiator = isInitiator
    }

    /// The connection on which the stream runs; nil once it is closed.
    public var connectionID: ObjectIdentifier? { connection.map(ObjectIdentifier.init) }
    /// Whether the stream runs on `connection`.
    public func belongs(to connection: Connection) -> Bool { self.connection === connection }

    /// The user that opened the stream, as the kernel says; nil when it is over, and on the side that opened it.
    public var peerUser: UInt32? { connection?.peerUser }

    /// Whether the stream is over.
    public var isClosed: Bool { connection == nil }

    /// Begins the answering direction; the acceptor calls it once, before any `send`.
    public func answer(_ head: some WireMessage) {
        guard let connection else { return }
        precondition(!isInitiator && !answered, "the acceptor answers once")
        answered = true
        connection.write(.open, kind: kind, stream: id, message: head)
    }

    /// Sends body bytes as far as credit goes; how many were taken.
    ///
    /// After less than all, `streamWritable` follows.
    public func send(_ bytes: RawSpan) -> Int {
        guard let connection, !localEnded else { return bytes.byteCount }
        precondition(isInitiator || answered, "a head comes before the body")
        let accepted = min(bytes.byteCount, credit)
        var offset = 0
        while offset < accepted {
            let size = min(accepted - offset, Limits.dataFrameBytes)
            connection.write(.data, stream: id, payload: bytes.extracting(offset..<offset + size))
            offset += size
        }
        credit -= accepted
        bytesSent += UInt64(accepted)
        wantsCredit = accepted < bytes.byteCount
        return accepted
    }

    /// Says that more will come while there is nothing to send: a frame without bytes, which takes no credit.
    public func showLife() {
        guard let connection, !localEnded else { return }
        precondition(isInitiator || answered, "a head comes before the body")
        connection.write(.data, stream: id, payload: RawSpan())
    }

    /// Ends this direction with an optional trailer.
    public func end(_ trailer: (some WireMessage)? = Optional<Reset>.none) {
        guard let connection, !localEnded else { return }
        precondition(isInitiator || answered, "a head comes before the end")
        if let trailer {
            connection.write(.end, kind: kind, stream: id, message: trailer)
        } else {
            connection.write(.end, kind: kind, stream: id, payload: RawSpan())
        }
        localEnded = true
        closeIfDone()
    }

    /// Ends both directions at once; the handler hears nothing more.
    public func reset(_ code: ResetCode, _ message: String = "") {
        reset(Reset(code: code, message: message))
    }

    /// As the other, with all that is to be said.
    public func reset(_ reset: Reset) {
        guard let connection else { return }
        connection.write(.reset, kind: kind, stream: id, message: reset)
        close()
    }

    /// Gives `count` received bytes back as credit.
    ///
    /// Sent on once it is worth a frame.
    public func consumed(_ count: Int) {
        guard let connection, !remoteEnded else { return }
        consumedBytes += count
        guard consumedBytes >= fullWindow / 2 else { return }
        receiveWindow += consumedBytes
        connection.writeCredit(stream: id, UInt32(consumedBytes))
        consumedBytes = 0
    }

    // MARK: Events from the connection

    /// False when the peer sent more than it may.
    func received(_ bytes: RawSpan) -> Bool {
        guard bytes.byteCount <= receiveWindow, !remoteEnded, !isInitiator || answered
        else { return false }
        receiveWindow -= bytes.byteCount
        bytesReceived += UInt64(bytes.byteCount)
        handler?.streamReceived(self, bytes: bytes)
        return true
    }

    /// False when the head came twice or to the wrong side.
    func receivedHead(_ head: RawSpan) -> Bool {
        guard isInitiator, !answered else { return false }
        answered = true
        handler?.streamAnswered(self, head: head)
        return true
    }

    /// False when the end came twice, or before the head.
    func receivedEnd(_ trailer: RawSpan) -> Bool {
        guard !remoteEnded, !isInitiator || answered else { return false }
        remoteEnded = true
        handler?.streamEnded(self, trailer: trailer)
        closeIfDone()
        return true
    }

    func receivedCredit(_ count: Int) {
        credit += count
        guard wantsCredit, credit > 0 else { return }
        wantsCredit = false
        handler?.streamWritable(self)
    }

    func receivedReset(_ reset: Reset) {
        let told = handler
        close()
        told?.streamReset(self, reset)
    }

    private func closeIfDone() {
        if localEnded, remoteEnded { close() }
    }

    private func close() {
        connection?.forget(self)
        connection = nil
        handler = nil
    }
}
