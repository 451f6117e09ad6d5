/// Hears what happens on a connection; all calls come from its thread.
public protocol ConnectionOwner: AnyObject {
    /// The peer's hello came and was accepted: streams and calls may be opened.
    func connectionReady(_ connection: Connection)
    /// The peer opened a stream. Set its handler, or reset it.
    func connection(_ connection: Connection, opened stream: Stream, head: RawSpan)
    /// The peer asks something.
    func connection(_ connection: Connection, asked call: Call, payload: RawSpan)
    /// The peer tells something.
    func connection(_ connection: Connection, noticed kind: Kind, payload: RawSpan)
    /// The peer will stop; new streams belong on a new connection.
    func connectionGoesAway(_ connection: Connection)
}

/// What holds on the side that connected: it alone opens, asks and tells.
extension ConnectionOwner {
    /// Refuses.
    public func connection(_ connection: Connection, opened stream: Stream, head: RawSpan) {
        stream.reset(.refused)
    }

    /// Refuses.
    public func connection(_ connection: Connection, asked call: Call, payload: RawSpan) {
        call.fail(.refused)
    }

    /// Ignores it.
    public func connection(_ connection: Connection, noticed kind: Kind, payload: RawSpan) {}
}

/// The socket's side of a connection.
public protocol ConnectionTransport: AnyObject {
    /// Bytes wait in `output`; write them at the end of the tick.
    func connectionHasOutput(_ connection: Connection)
    /// The peer broke the protocol, or time ran out: close the socket, then call `lost`.
    func connectionMustClose(_ connection: Connection, reason: String)
}

/// Which direction a traced frame went.
public enum FrameDirection: Sendable {
    /// From the peer.
    case received
    /// To the peer.
    case sent
}

/// One multiplexed connection, without its socket: a driver feeds `receive` and writes `output`.
///
/// Only the side that connected opens streams and calls; the other answers.
public final class Connection {
    /// Which side this is.
    public enum Role: Sendable {
        /// Connected to the peer's socket.
        case initiator
        /// Accepted the peer.
        case acceptor
    }

    /// Which side this is.
    public let role: Role
    /// What the peer said of itself, once it did.
    public private(set) var peer: Hello?
    /// Kinds the peer may open, call or notice; nil allows all.
    public var allowedKinds: Set<Kind>?
    /// The user at the other end, as the kernel says (SO_PEERCRED, unix(7)); nil on the side that connected.
    public internal(set) var peerUser: UInt32?
    /// Bytes to write.
    public var output = ByteQueue()
    /// Sees each frame while somebody traces; nil costs a comparison.
    public var tracer: ((FrameDirection, FrameHeader, RawSpan) -> Void)?
    /// Bytes received since the start.
    public private(set) var bytesIn: UInt64 = 0
    /// Bytes queued since the start.
    public private(set) var bytesOut: UInt64 = 0
    /// The peer announced that it will stop.
    public private(set) var isGoingAway = false
    /// The peer stops before it has a successor: what is new has to wait for that one.
    public private(set) var isStopping = false
    /// Hears events.
    public weak var owner: (any ConnectionOwner)?
    /// Writes and closes.
    public weak var transport: (any ConnectionTransport)?

    private let hello: Hello
    /// What the peer lets be sent on a stream at first; nil before its hello.
    private var peerCredit: Int?
    private var streams: [UInt64: Stream] = [:]
    /// The stream of the last frame: those of one stream mostly come one after the other.
    private var latest: Stream?
    private var calls: [UInt64: PendingCall] = [:]
    /// What to do when the peer withdraws a call that it is waiting for.
    private var withdrawals: [UInt64: () -> Void] = [:]
    private var nextID: UInt64 = 1
    private var highestSeen: UInt64 = 0
    private var closed = false
    private var scratch = WireWriter()
    private var lastHeard: UInt64
    private var pinged = false

    /// Makes a connection that has already queued its own hello; `now` is monotonic nanoseconds.
    public init(role: Role, hello: Hello, now: UInt64) {
        self.role = role
        self.hello = hello
        self.lastHeard = now
    }

    /// Sends the hello; called once, when `owner` and `transport` are set.
    public func start() {
        write(.hello, message: hello)
    }

    /// Streams open now.
    public var streamCount: Int { streams.count }
    /// Who hears of the streams of a kind that are open now, in no order.
    func handlers(of kind: Kind) -> [any StreamHandler] {
        streams.values.compactMap { $0.kind == kind ? $0.handler : nil }
    }

    /// Calls waiting for a reply.
    public var callCount: Int { calls.count }
    /// Whether streams may be opened.
    public var isReady: Bool { peerCredit != nil && !closed }

    // MARK: Opening

    /// Opens a stream; nil when the connection is not ready or full.
    public func open(_ kind: Kind, head: some WireMessage, handler: any StreamHandler) -> Stream? {
        guard let peerCredit, !closed, streams.count < Limits.streams else { return nil }
        precondition(role == .initiator, "only the side that connected opens streams")
        let stream = Stream(
            id: takeID(), kind: kind, connection: self, sendCredit: peerCredit,
            receiveWindow: Int(hello.initialCredit), isInitiator: true)
        stream.handler = handler
        streams[stream.id] = stream
        write(.open, kind: kind, stream: stream.id, message: head)
        return stream
    }

    /// Asks; `finish` is called once, with the answer or the reason that there is none, by `deadline` at the latest.
    ///
    /// - Returns: The call; nil when it has failed already.
    @discardableResult
    public func call<Answer: WireMessage>(
        _ kind: Kind, _ question: some WireMessage, deadline: UInt64,
        finish: @escaping (Result<Answer, CallError>) -> Void
    ) -> OpenCall? {
        precondition(role == .initiator, "only the side that connected asks")
        guard isReady else {
            finish(.failure(CallError(code: .peerGone, message: "not connected")))
            return nil
        }
        guard calls.count < Limits.calls else {
            finish(.failure(CallError(code: .overloaded, message: "too many calls")))
            return nil
        }
        let id = takeID()
        calls[id] = PendingCall(kind: kind, deadline: deadline) { answer in
            switch answer {
            case .payload(let payload):
                do throws(WireError) {
                    finish(.success(try Answer(wire: payload)))
                } catch {
                    finish(.failure(CallError(code: .protocol, message: "\(error)")))
                }
            case .failed(let error): finish(.failure(error))
            }
        }
        write(.call, kind: kind, stream: id, message: question)
        return OpenCall(self, id: id)
    }

    /// Tells the peer that nobody waits for an answer any more; it may be on its way already.
    func withdraw(call id: UInt64) {
        guard let call = calls[id] else { return }
        write(
            .reset, kind: call.kind, stream: id,
            message: Reset(code: .cancelled, message: "not wanted any more"))
    }

    /// Has `body` called when the peer withdraws a call, or is lost.
    func watch(call id: UInt64, _ body: @escaping () -> Void) { withdrawals[id] = body }

    /// The call is answered.
    func unwatch(call id: UInt64) {
        if !withdrawals.isEmpty { withdrawals[id] = nil }
    }

    /// Tells, without an answer.
    ///
    /// False when the connection is not ready.
    public func notice(_ kind: Kind, _ message: some WireMessage) -> Bool {
        guard isReady else { return false }
        write(.notice, kind: kind, message: message)
        return true
    }

    /// Announces that this process will stop; streams go on until they end.
    ///
    /// - Parameter stopping: Whether new streams wait for a successor, which is not there yet.
    public func goAway(stopping: Bool = false) {
        guard !closed else { return }
        write(.goaway, flags: stopping ? FrameHeader.stopping : 0, payload: RawSpan())
    }

    private func takeID() -> UInt64 {
        defer { nextID += 2 }
        return nextID
    }

    // MARK: Receiving

    /// Handles all whole frames in `bytes`; how many bytes they took.
    public func receive(_ bytes: RawSpan, now: UInt64) -> Int {
        lastHeard = now
        pinged = false
        var offset = 0
        do throws(FrameError) {
            while !closed, let header = try FrameHeader(bytes, at: offset) {
                let end = offset + FrameHeader.size + Int(header.length)
                guard end <= bytes.byteCount else { break }
                let payload = bytes.extracting(offset + FrameHeader.size..<end)
                tracer?(.received, header, payload)
                handle(header, payload)
                offset = end
            }
        } catch {
            fail("bad frame: \(error)")
        }
        bytesIn += UInt64(offset)
        return closed ? bytes.byteCount : offset
    }

    private func handle(_ header: FrameHeader, _ payload: RawSpan) {
        if peerCredit == nil, header.type != .hello { return fail("\(header.type) before hello") }
        switch header.type {
        case .hello: handleHello(payload)
        case .open: handleOpen(header, payload)
        case .call: handleCall(header, payload)
        case .notice: handleNotice(header, payload)
        case .reply: handleReply(header, payload)
        case .data, .end, .reset, .credit: handleStream(header, payload)
        case .ping: write(.pong, payload: RawSpan())
        case .pong: break
        case .goaway:
            isGoingAway = true
            isStopping = header.flags & FrameHeader.stopping != 0
            owner?.connectionGoesAway(self)
        }
    }

    private func handleHello(_ payload: RawSpan) {
        guard peerCredit == nil else { return fail("second hello") }
        do throws(WireError) {
            let said = try Hello(wire: payload)
            guard said.protocolMin <= hello.protocolMax, said.protocolMax >= hello.protocolMin
            else {
                return fail(
                    "peer \(said.name) speaks protocol \(said.protocolMin)...\(said.protocolMax)")
            }
            peer = said
            peerCredit = Int(said.initialCredit)
            owner?.connectionReady(self)
        } catch {
            fail("bad hello: \(error)")
        }
    }

    private func handleOpen(_ header: FrameHeader, _ payload: RawSpan) {
        if role == .initiator {
            guard let stream = stream(header.stream) else { return ignoreOld(header) }
            if !stream.receivedHead(payload) { fail("head out of place") }
            return
        }
        guard takesNewID(header.stream) else { return fail("stream \(header.stream) reused") }
        guard let kind = permitted(header.kind) else {
            return write(
                .reset, stream: header.stream,
                message: Reset(code: .refused, message: "kind \(header.kind) is not allowed here"))
        }
        guard streams.count < Limits.streams, let peerCredit else {
            return write(
                .reset, stream: header.stream,
                message: Reset(code: .overloaded, message: "too many streams"))
        }
        let stream = Stream(
            id: header.stream, kind: kind, connection: self, sendCredit: peerCredit,
            receiveWindow: Int(hello.initialCredit), isInitiator: false)
        streams[stream.id] = stream
        latest = stream
        owner?.connection(self, opened: stream, head: payload)
    }

    private func handleCall(_ header: FrameHeader, _ payload: RawSpan) {
        guard role == .acceptor, takesNewID(header.stream) else { return fail("call out of place") }
        guard let kind = permitted(header.kind) else {
            return write(
                .reply, flags: FrameHeader.failed, stream: header.stream,
                message: Reset(code: .refused, message: "kind \(header.kind) is not allowed here"))
        }
        owner?.connection(
            self, asked: Call(kind: kind, id: header.stream, connection: self), payload: payload)
    }

    private func handleNotice(_ header: FrameHeader, _ payload: RawSpan) {
        guard role == .acceptor else { return fail("notice out of place") }
        // A notice has no answer: one that is not allowed is dropped, as one of a newer version must be.
        guard let kind = permitted(header.kind) else { return }
        owner?.connection(self, noticed: kind, payload: payload)
    }

    private func handleReply(_ header: FrameHeader, _ payload: RawSpan) {
        // Unknown: its deadline is over and nobody waits any more.
        guard let call = calls.removeValue(forKey: header.stream) else { return ignoreOld(header) }
        guard header.flags & FrameHeader.failed != 0 else { return call.finish(.payload(payload)) }
        let reset = decodeReset(payload)
        call.finish(.failed(CallError(code: reset.code, message: reset.message)))
    }

    private func handleStream(_ header: FrameHeader, _ payload: RawSpan) {
        guard let stream = stream(header.stream) else {
            if header.type == .reset, let told = withdrawals.removeValue(forKey: header.stream) {
                return told()
            }
            return ignoreOld(header)
        }
        switch header.type {
        case .data:
            if !stream.received(payload) { fail("data beyond credit or out of place") }
        case .end:
            if !stream.receivedEnd(payload) { fail("end out of place") }
        case .credit:
            guard payload.byteCount == 4 else {
                return fail("credit of \(payload.byteCount) bytes")
            }
            stream.receivedCredit(Int(loadUInt32(payload, 0)))
        default: stream.receivedReset(decodeReset(payload))
        }
    }

    private func stream(_ id: UInt64) -> Stream? {
        if let latest, latest.id == id { return latest }
        guard let stream = streams[id] else { return nil }
        latest = stream
        return stream
    }

    /// Frames of streams that are over arrive late and are dropped; others were never opened.
    private func ignoreOld(_ header: FrameHeader) {
        let newest = role == .initiator ? nextID : highestSeen
        if header.stream > newest {
            fail("\(header.type) on stream \(header.stream), never opened")
        }
    }

    private func takesNewID(_ id: UInt64) -> Bool {
        guard id > highestSeen else { return false }
        highestSeen = id
        return true
    }

    private func permitted(_ number: UInt16) -> Kind? {
        guard let kind = Kind(rawValue: Int32(number)), kind != .none else { return nil }
        guard let allowedKinds else { return kind }
        return allowedKinds.contains(kind) ? kind : nil
    }

    private func decodeReset(_ payload: RawSpan) -> Reset {
        do throws(WireError) {
            return try Reset(wire: payload)
        } catch {
            return Reset(code: .protocol, message: "bad reset: \(error)")
        }
    }

    // MARK: Time and end

    /// Ends calls whose deadline is over, pings a silent peer, gives up on a dead one.
    ///
    /// Called a few times a second.
    public func sweep(now: UInt64) {
        guard !closed else { return }
        for (id, call) in calls where call.deadline <= now {
            // One that was finished meanwhile, because another's end closed the connection, is not finished twice.
            guard calls.removeValue(forKey: id) != nil else { continue }
            call.finish(.failed(CallError(code: .deadline, message: "no reply in time")))
        }
        let silence = now &- min(lastHeard, now)
        if peerCredit == nil {
            if silence > Limits.helloDeadlineNanoseconds { fail("no hello in time") }
        } else if pinged {
            if silence > Limits.pingAfterNanoseconds + Limits.pongDeadlineNanoseconds {
                fail("no sign of life")
            }
        } else if silence > Limits.pingAfterNanoseconds {
            pinged = true
            write(.ping, payload: RawSpan())
        }
    }

    /// The socket is gone: every stream is reset and every call failed as `peerGone`.
    public func lost(reason: String) {
        closed = true
        output = ByteQueue()
        let open = streams.values.sorted { $0.id < $1.id }
        streams = [:]
        latest = nil
        let waiting = calls.sorted { $0.key < $1.key }
        calls = [:]
        let withdrawn = withdrawals.sorted { $0.key < $1.key }
        withdrawals = [:]
        for stream in open {
            stream.receivedReset(Reset(code: .peerGone, message: reason))
        }
        for (_, call) in waiting {
            call.finish(.failed(CallError(code: .peerGone, message: reason)))
        }
        for (_, told) in withdrawn { told() }
    }

    private func fail(_ reason: String) {
        guard !closed else { return }
        closed = true
        transport?.connectionMustClose(self, reason: reason)
    }

    func forget(_ stream: Stream) {
        streams[stream.id] = nil
        if latest === stream { latest = nil }
    }

    // MARK: Writing

    func write(
        _ type: FrameType, flags: UInt8 = 0, kind: Kind = .none, stream: UInt64 = 0,
        message: some WireMessage
    ) {
        scratch.removeAll()
        message.encode(into: &scratch)
        let encoded = scratch.bytes
        guard encoded.count <= Limits.payloadBytes else {
            return refuseToSend(type, kind: kind, stream: stream)
        }
        write(type, flags: flags, kind: kind, stream: stream, payload: encoded.span.bytes)
    }

    /// A message that does not fit a frame, perhaps because a stranger's text is in it, costs its stream or call only.
    private func refuseToSend(_ type: FrameType, kind: Kind, stream id: UInt64) {
        let reset = Reset(code: .overloaded, message: "the message does not fit a frame")
        switch type {
        case .open, .end:
            write(.reset, kind: kind, stream: id, message: reset)
            streams[id]?.receivedReset(reset)
        case .call:
            let call = calls.removeValue(forKey: id)
            call?.finish(.failed(CallError(code: reset.code, message: reset.message)))
        case .reply:
            write(.reply, flags: FrameHeader.failed, kind: kind, stream: id, message: reset)
        case .hello, .data, .reset, .credit, .ping, .pong, .goaway, .notice: break
        }
    }

    func write(
        _ type: FrameType, flags: UInt8 = 0, kind: Kind = .none, stream: UInt64 = 0,
        payload: RawSpan
    ) {
        guard !closed else { return }
        precondition(payload.byteCount <= Limits.payloadBytes, "larger messages travel as streams")
        let header = FrameHeader(
            length: UInt32(payload.byteCount), type: type, flags: flags,
            kind: UInt16(truncatingIfNeeded: kind.rawValue), stream: stream)
        tracer?(.sent, header, payload)
        let wasEmpty = output.isEmpty
        header.write(to: &output)
        output.append(payload)
        bytesOut += UInt64(FrameHeader.size + payload.byteCount)
        if wasEmpty { transport?.connectionHasOutput(self) }
        if output.count > Limits.outputBytes { fail("peer does not read") }
    }

    func writeCredit(stream: UInt64, _ count: UInt32) {
        let bytes: [UInt8] = [
            UInt8(truncatingIfNeeded: count), UInt8(truncatingIfNeeded: count >> 8),
            UInt8(truncatingIfNeeded: count >> 16), UInt8(truncatingIfNeeded: count >> 24),
        ]
        write(.credit, stream: stream, payload: bytes.span.bytes)
    }
}
