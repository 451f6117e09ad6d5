internal import IPC
package import NIOCore

/// One client connection: reads requests one after the other, has them answered, writes the answers.
///
/// A pipelined request stays unread bytes until the one before it is done, so answers keep their order without a queue.
package final class HTTPConnection: ChannelDuplexHandler {
    /// Bytes from the client.
    package typealias InboundIn = ByteBuffer
    /// Nothing writes through this handler.
    package typealias OutboundIn = ByteBuffer
    /// Bytes to the client.
    package typealias OutboundOut = ByteBuffer

    /// What the connection is doing.
    enum Phase {
        /// Between requests.
        case idle
        /// Part of a head came.
        case head
        /// A request waits for the first snapshot of keys.
        case door
        /// A request is with translate or admin.
        case exchange
        /// The door itself is preparing an answer.
        case own
        /// An answer is out; the rest of its request's body is read and dropped.
        case discarding
        /// The last answer is out; the client should close.
        case lingering
        case closed
    }

    /// `struct linger` of socket(7): closing resets the connection.
    private struct Linger {
        var isOn: CInt = 1
        var seconds: CInt = 0
    }

    let lane: Lane
    /// Through which kind of socket the client came.
    let door: DoorKind
    var phase = Phase.idle
    var input = ByteBuffer()
    var output = ByteBuffer()
    var parser = HeadParser()
    var alarms = ConnectionAlarms()
    var request: ServedRequest?
    var body: BodyReader?
    var answer: AnswerBody?
    var exchange: Exchange?
    /// Counts requests, so that a late answer of another thread finds its own only.
    var serial = 0
    var isLoopback = false
    /// Who is connected; behind proxies a request's own `origin` may be another.
    private(set) var peer = ClientOrigin.address(.unspecified)
    /// Monotonic nanoseconds at which a request to admin is given up whatever comes; 0 for all others.
    var managedUntil: UInt64 = 0
    /// Whether the snapshot of keys was waited for in vain.
    var doorGaveUp = false
    /// How the connection ends once the output is written.
    var ending: AnswerBody.Ending?
    private(set) var context: ChannelHandlerContext?
    private var isReadHeld = false
    private var isProcessing = false
    private var isFlushQueued = false
    private var lingered = 0
    private var isCounted = false

    /// A connection served by `lane`; on the local socket of a program of `user`.
    package init(lane: Lane, door: DoorKind = .http, user: UInt32? = nil) {
        self.lane = lane
        self.door = user == nil ? door : .local
        if let user { peer = .user(user) }
    }

    var now: UInt64 { lane.now }
    var state: DoorState { lane.shared.state ?? .beforeFirst }

    // MARK: Channel

    /// Keeps the context.
    package func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    /// Forgets the context.
    package func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    /// A client connected.
    package func channelActive(context: ChannelHandlerContext) {
        isCounted = true
        recognise(context.channel.remoteAddress)
        lane.shared.counters.add(.connectionsAccepted)
        let open = lane.shared.connectionOpened()
        lane.add(self)
        let limit = state.maxConnections
        // Answering those beyond the limit costs something too, so that has a limit as well.
        if open > limit + limit / 8 + 16 { return closeNow(reset: false) }
        if open > limit { return refuse(.tooManyConnections) }
        alarms.set(.head, at: now + state.headerTimeout)
        if lane.isDraining { drain() }
    }

    private func recognise(_ address: SocketAddress?) {
        guard case .address = peer else {
            isLoopback = true
            return
        }
        isLoopback = PeerAddress.isLoopback(address)
        if let address = IPAddress(address) { peer = .address(address) }
    }

    /// The connection is closed, whoever did it.
    package func channelInactive(context: ChannelHandlerContext) {
        guard phase != .closed else { return }
        phase = .closed
        clientLeft()
        alarms.clearAll()
        input = ByteBuffer()
        output = ByteBuffer()
        lane.remove(self)
        if isCounted { lane.shared.connectionClosed() }
    }

    /// Bytes came.
    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var buffer = unwrapInboundIn(data)
        switch phase {
        case .closed: return
        case .lingering:
            lingered += buffer.readableBytes
            if lingered > DoorLimits.lingerBytes { closeNow(reset: false) }
            return
        default: break
        }
        if input.readableBytes == 0 {
            input = buffer
        } else {
            // Requests that keep arriving in parts would else be kept for as long as they do.
            input.discardReadBytes()
            input.writeBuffer(&buffer)
        }
        process()
    }

    /// Lets reading go on only while there is room for what may come.
    package func read(context: ChannelHandlerContext) {
        if wantsInput(context) { context.read() } else { isReadHeld = true }
    }

    /// The client takes more, or has stopped to.
    package func channelWritabilityChanged(context: ChannelHandlerContext) {
        guard context.channel.isWritable else {
            return alarms.set(.write, at: now + DoorLimits.stalledWrite)
        }
        alarms.clear(.write)
        exchange?.giveCredit()
        process()
        resumeReading()
    }

    /// The socket is broken.
    package func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // Resets and broken pipes are how clients leave.
        context.close(promise: nil)
    }

    private func wantsInput(_ context: ChannelHandlerContext) -> Bool {
        if phase == .lingering { return true }
        guard input.readableBytes <= DoorLimits.heldInputBytes, context.channel.isWritable else {
            return false
        }
        return (exchange?.unsentCount ?? 0) < DoorLimits.unsentBodyBytes
    }

    /// Reads on when reading was held and there is room again.
    func resumeReading() {
        guard isReadHeld, let context, phase != .closed, wantsInput(context) else { return }
        isReadHeld = false
        context.read()
    }

    // MARK: Input

    /// Handles what was read, as far as it can be handled now.
    func process() {
        guard !isProcessing else { return }
        isProcessing = true
        defer { isProcessing = false }
        while step() {}
    }

    /// One step; false when more input, or an event, is needed first.
    private func step() -> Bool {
        switch phase {
        case .idle, .head:
            // A client that does not take its answers gets no further ones.
            guard input.readableBytes > 0, context?.channel.isWritable == true else { return false }
            return readHead()
        case .exchange, .own, .discarding: return readBody()
        case .door: return false
        case .lingering, .closed:
            input = ByteBuffer()
            return false
        }
    }

    private func readHead() -> Bool {
        if phase == .idle {
            phase = .head
            alarms.clear(.idle)
            if !alarms.isSet(.head) { alarms.set(.head, at: now + state.headerTimeout) }
        }
        // A copy of the reference: what is called here may change `input`.
        let bytes = input
        do throws(HTTPFault) {
            guard let head = try parser.parse(bytes.readableBytesSpan) else { return false }
            alarms.clear(.head)
            begin(head, bytes.readableBytesSpan)
            return phase != .door
        } catch {
            refuse(DoorError(error, bodyLimit: state.bodyLimit))
            return false
        }
    }

    /// Forgets the head that was read; its body follows.
    func consumeHead(_ head: ParsedHead, bodyLimit: UInt64) {
        input.moveReaderIndex(forwardBy: head.length)
        body = BodyReader(head.framing, limit: bodyLimit)
        if head.framing != .none { alarms.set(.body, at: now + DoorLimits.bodySilence) }
    }

    private func readBody() -> Bool {
        guard var reader = body, !reader.isComplete else { return bodyIsOver() }
        guard input.readableBytes > 0 else { return false }
        let bytes = input
        do throws(HTTPFault) {
            let span = bytes.readableBytesSpan
            var offset = 0
            while offset < span.byteCount, !reader.isComplete {
                let piece = try reader.read(span, from: offset)
                offset = piece.next
                if phase == .exchange, !piece.data.isEmpty {
                    exchange?.append(span.extracting(piece.data))
                }
            }
            body = reader
            guard phase != .closed else { return false }
            input.moveReaderIndex(forwardBy: offset)
            if input.readableBytes == 0 { input = ByteBuffer() }
            if phase == .exchange { extendPatience() }
            guard reader.isComplete else {
                alarms.set(.body, at: now + DoorLimits.bodySilence)
                return false
            }
            return bodyIsOver()
        } catch {
            body = reader
            bodyFailed(DoorError(error, bodyLimit: reader.limit))
            return false
        }
    }

    /// False while the answer is still to come.
    private func bodyIsOver() -> Bool {
        if alarms.isSet(.body) {
            alarms.clear(.body)
            exchange?.finishBody()
        }
        guard phase == .discarding else { return false }
        nextRequest()
        return true
    }

    private func bodyFailed(_ error: DoorError) {
        alarms.clear(.body)
        if phase == .own, request?.answeredAt == 0 {
            // The answer is being prepared: it comes, and is the last.
            request?.keepsAlive = false
            body = nil
            input = ByteBuffer()
            return
        }
        guard phase == .exchange, let exchange else { return closeInOrder() }
        request?.keepsAlive = false
        exchange.clientFailed(error)
    }

    // MARK: Output

    /// Has the output written at the end of the tick.
    func needsFlush() {
        guard !isFlushQueued else { return }
        isFlushQueued = true
        lane.needsFlush(self)
    }

    /// Writes what waits; called by the lane.
    func flush() {
        isFlushQueued = false
        guard let context, phase != .closed else { return }
        if output.readableBytes > 0 {
            context.writeAndFlush(wrapOutboundOut(output), promise: nil)
            // Written at once in most cases, so that its memory is ours again.
            if context.channel.isWritable, output.capacity <= 4096 {
                output.clear()
            } else {
                output = ByteBuffer()
            }
        }
        if let ending { return end(ending) }
        if context.channel.isWritable { exchange?.giveCredit() }
    }

    private func end(_ ending: AnswerBody.Ending) {
        self.ending = nil
        switch ending {
        case .complete, .explained: closeInOrder()
        case .cut: closeNow(reset: false)
        case .reset: closeNow(reset: true)
        }
    }

    /// Ends our direction after what was written and waits for the client to end its own: closing at once could destroy
    /// an answer that the client has not read, if it still sends.
    func closeInOrder() {
        guard let context, phase != .closed, phase != .lingering else { return }
        phase = .lingering
        alarms.clearAll()
        alarms.set(.linger, at: now + DoorLimits.linger)
        input = ByteBuffer()
        if output.readableBytes > 0 {
            context.writeAndFlush(wrapOutboundOut(output), promise: nil)
            output = ByteBuffer()
        }
        if !context.channel.isWritable { alarms.set(.linger, at: now + DoorLimits.stalledWrite) }
        context.close(mode: .output, promise: nil)
        resumeReading()
    }

    /// Closes without caring for what the client may still read or send.
    func closeNow(reset: Bool) {
        guard let context, phase != .closed else { return }
        if reset {
            // Takes effect at once on this thread; other kinds of channels can only be closed.
            (context.channel as? any SocketOptionProvider)?
                .unsafeSetSocketOption(level: .socket, name: .so_linger, value: Linger())
                .whenFailure { _ in }
        }
        context.close(promise: nil)
    }

    /// The request is answered and its body read: on to the next.
    func nextRequest() {
        phase = .idle
        request = nil
        body = nil
        answer = nil
        exchange = nil
        doorGaveUp = false
        managedUntil = 0
        serial += 1
        parser.reset()
        alarms.clearAll()
        let patience = lane.isDraining ? lane.drainIdle : state.idleTimeout
        alarms.set(.idle, at: now + patience)
        process()
        resumeReading()
    }

    // MARK: Time

    /// Looks at the deadlines.
    func sweep(now: UInt64) {
        while let alarm = alarms.takeDue(at: now) {
            expired(alarm)
            guard phase != .closed else { return }
        }
    }

    /// No further request after the next answer that can say so, and not long to wait for one.
    ///
    /// An answer under way has promised to keep the connection.
    func drain() {
        guard phase == .idle || phase == .head && input.readableBytes == 0 else { return }
        alarms.clear(.head)
        alarms.set(.idle, at: now + lane.drainIdle)
    }

    /// The process is about to end: the request under way is ended, so that its client is told and its row is written.
    func endNow() { exchange?.doorStops() }
}
