package import NIOCore

#if canImport(Glibc)
    internal import Glibc
#endif
internal import Synchronization

/// One client connection: bytes in, through parser and responder, and playback's bytes out.
package final class Connection: ChannelInboundHandler {
    package typealias InboundIn = ByteBuffer
    package typealias OutboundOut = ByteBuffer

    private let loop: LoopContext
    private let shared: Shared
    private var context: ChannelHandlerContext?
    private var parser = RequestParser()
    private var playback: Playback?
    private var isPlaying = false
    private var isClosing = false
    /// The wait that counts; others of this connection are forgotten ones.
    private var ticket: UInt64 = 0
    private var lastWrite = NIODeadline.uptimeNanoseconds(0)
    /// What this connection holds of `Limits.bodyBudgetBytes`.
    private var reservedBytes = 0
    private var isReadingStopped = false
    /// Pause between reads, while a body is to be read slowly.
    private var slowRead: TimeAmount?

    /// When something last happened here.
    private(set) var lastActivity = NIODeadline.uptimeNanoseconds(0)

    /// The handler of a new connection; it is the only one of its channel.
    ///
    /// - Parameter loop: What the connections of the loop share.
    package init(loop: LoopContext) {
        self.loop = loop
        shared = loop.responder.shared
    }

    package func channelActive(context: ChannelHandlerContext) {
        self.context = context
        lastActivity = context.eventLoop.now
        shared.statistics.withLock {
            $0.connectionsAccepted += 1
            $0.connectionsOpen += 1
        }
        if !loop.add(self) { context.close(promise: nil) }
    }

    package func channelInactive(context: ChannelHandlerContext) {
        finish(.cancelled, at: context.eventLoop.now)
        reserve(0)
        loop.remove(self)
        ticket = 0
        isClosing = true
        self.context = nil
        shared.statistics.withLock { $0.connectionsOpen -= 1 }
    }

    package func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A broken connection; whoever waits for the answer is gone.
        context.close(promise: nil)
    }

    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isClosing else { return }
        lastActivity = context.eventLoop.now
        parser.receive(unwrapInboundIn(data))
        process(context)
    }

    package func channelReadComplete(context: ChannelHandlerContext) {
        if let slowRead, !isClosing {
            ticket = loop.pacer.wait(self, until: context.eventLoop.now + slowRead)
        }
    }

    package func channelWritabilityChanged(context: ChannelHandlerContext) {
        // A wait that is under way goes on writing at its own time.
        if context.channel.isWritable, playback != nil, ticket == 0 {
            play(context)
            process(context)
        }
    }

    /// Goes on after a wait.
    ///
    /// - Parameter ticket: Which wait is over.
    func resume(ticket: UInt64) {
        guard ticket == self.ticket, let context else { return }
        self.ticket = 0
        if isClosing {
            context.close(promise: nil)
        } else if playback != nil {
            play(context)
            process(context)
        } else if slowRead != nil {
            context.read()
        }
    }

    /// Closes the connection at once.
    func close() {
        context?.close(promise: nil)
    }

    /// Answers the requests that are there, one after another.
    private func process(_ context: ChannelHandlerContext) {
        do {
            while playback == nil, !isClosing {
                switch try parser.next() {
                case .incomplete:
                    try reserve(forBodyOf: parser.bufferedBytes)
                    return
                case .headArrived(let head):
                    try reserve(forBodyOf: parser.bufferedBytes)
                    expect(head, context)
                case .request(let request):
                    stopReadingSlowly(context)
                    let response = loop.responder.respond(to: request, at: context.eventLoop.now)
                    reserve(0)
                    begin(response, context)
                }
            }
            stopReadingAhead(context)
        } catch {
            begin(loop.responder.respond(to: error, at: context.eventLoop.now), context)
        }
    }

    /// Prepares for a body that has not come yet.
    private func expect(_ head: RequestHead, _ context: ChannelHandlerContext) {
        if head.expectsContinue {
            let line = ByteBuffer(staticString: "HTTP/1.1 100 Continue\r\n\r\n")
            context.writeAndFlush(wrapOutboundOut(line), promise: nil)
        }
        slowRead = SlowReading.pause(
            override: shared.behaviour.withLock { $0.next }, body: parser.partialBody)
        if slowRead != nil {
            context.channel.setOption(.autoRead, value: false).whenFailure { _ in }
        }
    }

    private func stopReadingSlowly(_ context: ChannelHandlerContext) {
        guard slowRead != nil else { return }
        slowRead = nil
        ticket = 0
        context.channel.setOption(.autoRead, value: true).whenFailure { _ in }
    }

    /// Stops reading while too much of the requests to come is here already.
    private func stopReadingAhead(_ context: ChannelHandlerContext) {
        let isFull = playback != nil && parser.bufferedBytes > Limits.pipelinedBytes
        guard isFull != isReadingStopped, slowRead == nil else { return }
        isReadingStopped = isFull
        context.channel.setOption(.autoRead, value: !isFull).whenFailure { _ in }
    }

    private func begin(_ response: Response, _ context: ChannelHandlerContext) {
        if let label = response.label { shared.statistics.withLock { $0.begin(label) } }
        lastWrite = context.eventLoop.now
        playback = Playback(response)
        play(context)
    }

    /// Sends until the response has to wait, has ended, or the socket is full.
    private func play(_ context: ChannelHandlerContext) {
        guard !isPlaying else { return }
        isPlaying = true
        defer { isPlaying = false }
        while playback != nil, context.channel.isWritable {
            let now = context.eventLoop.now
            loop.resetBuffers()
            guard
                let action = playback?.step(at: now, into: &loop.out, scratch: &loop.scratch)
            else { return }
            if loop.out.readableBytes > 0 {
                lastWrite = now
                lastActivity = now
                context.writeAndFlush(wrapOutboundOut(loop.out), promise: nil)
            }
            switch action {
            case .again: break
            case .wait(let deadline):
                ticket = loop.pacer.wait(self, until: deadline)
                return
            case .silence:
                // No wait has this number, so that nothing ever goes on here.
                ticket = .max
                return
            case .cut(let reset):
                finish(.cut, at: now)
                isClosing = true
                if reset { Self.resetOnClose(context.channel) }
                context.close(promise: nil)
                return
            case .finished:
                let closes = playback?.response.closes ?? true
                finish(.completed, at: now)
                if closes { closeGently(context) }
            }
        }
    }

    /// Books the end of the response in progress, if there is one.
    private func finish(_ outcome: Statistics.Outcome, at now: NIODeadline) {
        guard let ended = playback else { return }
        playback = nil
        ticket = 0
        guard let label = ended.response.label else { return }
        let chunks = ended.chunksWritten
        let sinceLastWrite = now - lastWrite
        shared.statistics.withLock {
            $0.end(ended.response, model: label, outcome: outcome, chunks: chunks)
            guard outcome == .cancelled else { return }
            $0.note(
                Statistics.Cancellation(
                    model: label, time: now, sinceLastWrite: sinceLastWrite, chunks: chunks))
        }
    }

    /// Ends the answers and still reads for a while: closing with unread bytes would reset the
    /// connection, and the client might never see the answer.
    private func closeGently(_ context: ChannelHandlerContext) {
        isClosing = true
        parser = RequestParser()
        reserve(0)
        stopReadingSlowly(context)
        ticket = loop.pacer.wait(
            self, until: context.eventLoop.now + .seconds(Limits.lingerSeconds))
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        context.close(mode: .output).whenFailure { _ in bound.value.close(promise: nil) }
    }

    private func reserve(forBodyOf bytes: Int) throws(RequestError) {
        guard reserve(bytes > Limits.keptBodyBytes ? bytes : 0) else { throw .overloaded }
    }

    /// Changes what is held of the budget for large bodies.
    ///
    /// - Returns: Whether the budget allows it.
    @discardableResult
    private func reserve(_ bytes: Int) -> Bool {
        guard bytes != reservedBytes else { return true }
        let change = bytes - reservedBytes
        let (_, total) = shared.bodyBytes.add(change, ordering: .relaxed)
        reservedBytes = bytes
        return change < 0 || total <= Limits.bodyBudgetBytes
    }

    /// Lets the coming close send a reset instead of an end.
    private static func resetOnClose(_ channel: any Channel) {
        guard let options = channel as? any SocketOptionProvider else { return }
        options.setSoLinger(linger(l_onoff: 1, l_linger: 0)).whenFailure { _ in }
    }
}
