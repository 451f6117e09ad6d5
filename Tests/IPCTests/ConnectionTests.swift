import IPC
import Testing

@Suite struct ConnectionTests {
    private func openedStream(
        _ pair: ConnectionPair, _ handler: RecordingHandler = RecordingHandler()
    ) throws -> Stream {
        pair.pump()
        let stream = try #require(
            pair.client.open(.trace, head: TraceAsk(peer: "head"), handler: handler))
        pair.pump()
        return stream
    }

    @Test(arguments: [1, 2, 3, 7, 16, 17, 1000])
    func aStreamCarriesHeadBodyAndEndHoweverTheBytesAreCut(piece: Int) throws {
        let pair = ConnectionPair()
        pair.pump(piece: piece)
        let handler = RecordingHandler()
        let stream = try #require(
            pair.client.open(.trace, head: TraceAsk(peer: "head"), handler: handler))
        let body = [UInt8]("some bytes".utf8)
        #expect(stream.send(body.span.bytes) == body.count)
        stream.end()
        pair.pump(piece: piece)
        let far = try #require(pair.serverSide.handlers.first)
        #expect(try TraceAsk(bytes: pair.serverSide.heads[0]).peer == "head")
        #expect(far.bytes == body)
        #expect(far.trailer == [])
        let answer = [UInt8]("answer bytes".utf8)
        #expect(pair.serverSide.streams[0].send(answer.span.bytes) == answer.count)
        pair.serverSide.streams[0].end(TraceAsk(peer: "trailer"))
        pair.pump(piece: piece)
        #expect(handler.bytes == answer)
        #expect(try TraceAsk(bytes: try #require(handler.trailer)).peer == "trailer")
        #expect(stream.isClosed && pair.client.streamCount == 0 && pair.server.streamCount == 0)
    }

    @Test func creditBoundsWhatIsSent() throws {
        let pair = ConnectionPair(serverCredit: 100)
        let handler = RecordingHandler()
        let stream = try openedStream(pair, handler)
        let far = pair.serverSide.handlers[0]
        far.consumes = false
        let body = [UInt8](repeating: 7, count: 250)
        #expect(stream.send(body.span.bytes) == 100)
        pair.pump()
        #expect(far.bytes.count == 100 && handler.writable == 0 && stream.credit == 0)
        pair.serverSide.streams[0].consumed(60)
        pair.pump()
        #expect(handler.writable == 1 && stream.credit == 60)
        #expect(stream.send(body.span.bytes.extracting(100..<250)) == 60)
        pair.pump()
        #expect(far.bytes.count == 160)
    }

    @Test func dataBeyondCreditClosesTheConnection() throws {
        let pair = ConnectionPair(serverCredit: 10)
        let stream = try openedStream(pair)
        #expect(stream.send([UInt8](repeating: 1, count: 10).span.bytes) == 10)
        // A peer that ignores credit: the same frame, forged.
        var forged = ByteQueue()
        FrameHeader(length: 1, type: .data, stream: stream.id).write(to: &forged)
        forged.append([1])
        pair.serverSide.handlers[0].consumes = false
        pair.pump()
        let bytes: [UInt8] = forged.withBytes { Array($0) }
        _ = pair.server.receive(bytes.span.bytes, now: 1)
        #expect(pair.serverSide.closedBecause == "data beyond credit or out of place")
        #expect(pair.serverSide.handlers[0].reset?.code == .peerGone)
    }

    @Test func aResetEndsBothSidesOnce() throws {
        let pair = ConnectionPair()
        let handler = RecordingHandler()
        let stream = try openedStream(pair, handler)
        stream.reset(.cancelled, "enough")
        stream.reset(.cancelled, "again")
        #expect(
            stream.send(([1] as [UInt8]).span.bytes) == 1,
            "bytes for a stream that is over are dropped")
        pair.pump()
        #expect(pair.serverSide.handlers[0].reset == Reset(code: .cancelled, message: "enough"))
        #expect(handler.reset == nil, "who resets hears nothing")
        #expect(pair.server.streamCount == 0 && pair.clientSide.closedBecause == nil)
    }

    @Test func framesOfAStreamThatIsOverAreDropped() throws {
        let pair = ConnectionPair()
        let stream = try openedStream(pair)
        // Both at once: the server sends while the client's reset is on its way.
        #expect(pair.serverSide.streams[0].send(([1, 2, 3] as [UInt8]).span.bytes) == 3)
        stream.reset(.cancelled)
        pair.pump()
        #expect(pair.clientSide.closedBecause == nil && pair.serverSide.closedBecause == nil)
    }

    @Test func callsAreAnsweredFailedOrRunOut() throws {
        let pair = ConnectionPair()
        pair.pump()
        var results: [Result<TraceAsk, CallError>] = []
        for deadline in [5_000_000, 5_000_000, 2_000_000] as [UInt64] {
            pair.client.call(.trace, TraceAsk(), deadline: deadline) { results.append($0) }
        }
        pair.pump()
        pair.serverSide.calls[0].reply(TraceAsk(peer: "yes"))
        pair.serverSide.calls[1].fail(.overloaded, "no")
        pair.pump()
        pair.client.sweep(now: 3_000_000)
        #expect(
            results == [
                .success(TraceAsk(peer: "yes")),
                .failure(CallError(code: .overloaded, message: "no")),
                .failure(CallError(code: .deadline, message: "no reply in time")),
            ])
        // Its late reply finds nobody and harms nothing.
        pair.serverSide.calls[2].reply(TraceAsk())
        pair.pump()
        #expect(pair.clientSide.closedBecause == nil && results.count == 3)
    }

    @Test func aWithdrawnCallIsToldOnceAndStillEnds() throws {
        let pair = ConnectionPair()
        pair.pump()
        var results: [Result<TraceAsk, CallError>] = []
        var told: [Int] = []
        let open = (0..<3).map { _ in
            pair.client.call(.trace, TraceAsk(), deadline: 9_000_000_000) { results.append($0) }
        }
        pair.pump()
        for (number, call) in pair.serverSide.calls.enumerated() {
            call.whenWithdrawn { told.append(number) }
        }
        // One is withdrawn before its answer, one while it is on its way, and one after it.
        open[0]?.withdraw()
        pair.serverSide.calls[1].reply(TraceAsk(peer: "1"))
        open[1]?.withdraw()
        pair.pump()
        open[0]?.withdraw()
        open[1]?.withdraw()
        pair.pump()
        #expect(told == [0])
        pair.serverSide.calls[0].fail(.cancelled)
        pair.serverSide.calls[2].reply(TraceAsk(peer: "2"))
        pair.pump()
        open[2]?.withdraw()
        pair.pump()
        #expect(told == [0])
        #expect(
            results == [
                .success(TraceAsk(peer: "1")),
                .failure(CallError(code: .cancelled, message: "")),
                .success(TraceAsk(peer: "2")),
            ])
        #expect(pair.clientSide.closedBecause == nil && pair.serverSide.closedBecause == nil)
    }

    @Test func callsOfALostPeerCountAsWithdrawn() {
        let pair = ConnectionPair()
        pair.pump()
        pair.client.call(.trace, TraceAsk(), deadline: 9_000_000_000) {
            (_: Result<TraceAsk, CallError>) in
        }
        pair.pump()
        var told = 0
        pair.serverSide.calls[0].whenWithdrawn { told += 1 }
        pair.server.lost(reason: "gone")
        #expect(told == 1)
        #expect(!pair.serverSide.calls[0].liveness())
    }

    @Test func aCallThatIsDroppedFails() {
        let pair = ConnectionPair()
        pair.pump()
        var result: Result<TraceAsk, CallError>?
        pair.client.call(.trace, TraceAsk(), deadline: 9_000_000_000) { result = $0 }
        pair.pump()
        pair.serverSide.calls = []
        pair.pump()
        guard case .failure(let error) = result else { return #expect(Bool(false)) }
        #expect(error.code == .internal)
    }

    @Test func aLostConnectionFailsAllThatWaits() throws {
        let pair = ConnectionPair()
        let handler = RecordingHandler()
        let stream = try openedStream(pair, handler)
        var result: Result<TraceAsk, CallError>?
        pair.client.call(.trace, TraceAsk(), deadline: 9_000_000_000) { result = $0 }
        pair.client.lost(reason: "gone")
        #expect(handler.reset == Reset(code: .peerGone, message: "gone"))
        #expect(result == .failure(CallError(code: .peerGone, message: "gone")))
        #expect(stream.isClosed)
        #expect(pair.client.open(.trace, head: TraceAsk(), handler: handler) == nil)
        #expect(!pair.client.notice(.trace, TraceAsk()))
    }

    @Test func kindsThatAreNotAllowedAreRefused() throws {
        let pair = ConnectionPair()
        pair.server.allowedKinds = [.status]
        let handler = RecordingHandler()
        let stream = try openedStream(pair, handler)
        #expect(stream.isClosed && handler.reset?.code == .refused)
        var result: Result<TraceAsk, CallError>?
        pair.client.call(.trace, TraceAsk(), deadline: 9_000_000_000) { result = $0 }
        #expect(pair.client.notice(.trace, TraceAsk()))
        pair.pump()
        guard case .failure(let error) = result else { return #expect(Bool(false)) }
        #expect(error.code == .refused)
        #expect(pair.serverSide.streams.isEmpty && pair.serverSide.notices.isEmpty)
    }

    /// A stranger's text inside a message must never end the process that passes it on.
    @Test func aMessageThatFitsNoFrameCostsItsStreamOrCallOnly() throws {
        let pair = ConnectionPair()
        let handler = RecordingHandler()
        let stream = try openedStream(pair, handler)
        let huge = TraceAsk(peer: String(repeating: "x", count: Limits.payloadBytes))
        pair.serverSide.streams[0].end(huge)
        pair.pump()
        #expect(handler.reset?.code == .overloaded && stream.isClosed)
        #expect(pair.serverSide.handlers[0].reset?.code == .overloaded)
        var result: Result<TraceAsk, CallError>?
        pair.client.call(.trace, huge, deadline: 9_000_000_000) { result = $0 }
        guard case .failure(let error) = result else { return #expect(Bool(false)) }
        #expect(error.code == .overloaded)
        var answered: Result<TraceAsk, CallError>?
        pair.client.call(.trace, TraceAsk(), deadline: 9_000_000_000) { answered = $0 }
        pair.pump()
        pair.serverSide.calls.last?.reply(huge)
        pair.pump()
        guard case .failure(let refused) = answered else { return #expect(Bool(false)) }
        #expect(refused.code == .overloaded)
        #expect(pair.clientSide.closedBecause == nil && pair.serverSide.closedBecause == nil)
    }

    @Test func aCallIsFinishedOnceEvenWhenAnothersEndClosesTheConnection() {
        let pair = ConnectionPair()
        pair.pump()
        var ends = 0
        for _ in 0..<5 {
            pair.client.call(.trace, TraceAsk(), deadline: 2_000_000) {
                (_: Result<TraceAsk, CallError>) in
                ends += 1
                pair.client.lost(reason: "closed from within")
            }
        }
        pair.client.sweep(now: 3_000_000)
        #expect(ends == 5)
    }

    @Test func versionsMustOverlap() {
        let pair = ConnectionPair(versions: 2...3)
        pair.pump()
        #expect(pair.serverSide.closedBecause == "peer client speaks protocol 2...3")
    }

    @Test func silenceIsPingedThenFatal() {
        let pair = ConnectionPair()
        pair.pump()
        pair.client.sweep(now: pair.now + Limits.pingAfterNanoseconds + 1)
        #expect(!pair.client.output.isEmpty)
        pair.now += Limits.pingAfterNanoseconds + 2
        pair.pump()
        pair.client.sweep(now: pair.now + 10)
        #expect(pair.clientSide.closedBecause == nil, "the pong is a sign of life")
        let later = pair.now + Limits.pingAfterNanoseconds + 1
        pair.client.sweep(now: later)
        pair.client.sweep(now: later + Limits.pongDeadlineNanoseconds)
        #expect(pair.clientSide.closedBecause == "no sign of life")
    }

    @Test func goAwayIsHeardAndStreamsGoOn() throws {
        let pair = ConnectionPair()
        let stream = try openedStream(pair)
        pair.server.goAway()
        pair.pump()
        #expect(pair.clientSide.goesAway && pair.client.isGoingAway)
        #expect(!pair.client.isStopping)
        pair.server.goAway(stopping: true)
        pair.pump()
        #expect(pair.client.isStopping)
        #expect(stream.send(([1] as [UInt8]).span.bytes) == 1)
        pair.pump()
        #expect(pair.serverSide.handlers[0].bytes == [1])
    }

    @Test(arguments: [
        ("data before hello", [FrameType.data]), ("second hello", [.hello, .hello]),
        ("stream 1 reused", [.hello, .open, .open]), ("head out of place", []),
        ("end on stream 9, never opened", []),
    ])
    func framesOutOfPlaceCloseTheConnection(reason: String, frames: [FrameType]) throws {
        let owner = RecordingOwner()
        let isClient = frames.isEmpty
        let connection = Connection(
            role: isClient ? .initiator : .acceptor,
            hello: Hello(name: "x", protocolMin: 1, protocolMax: 1, initialCredit: 10), now: 0)
        connection.owner = owner
        connection.transport = owner
        connection.start()
        var input = ByteQueue()
        func add(_ type: FrameType, stream: UInt64, kind: Kind = .none, _ payload: [UInt8] = []) {
            FrameHeader(
                length: UInt32(payload.count), type: type, kind: UInt16(kind.rawValue),
                stream: stream
            ).write(to: &input)
            input.append(payload)
        }
        let hello = Hello(name: "y", protocolMin: 1, protocolMax: 1, initialCredit: 10).encoded()
        for type in frames {
            add(type, stream: type == .hello ? 0 : 1, kind: .trace, type == .hello ? hello : [])
        }
        if isClient {
            add(.hello, stream: 0, hello)
            feed(connection, &input)
            if reason.hasPrefix("head") {
                let handler = RecordingHandler()
                _ = connection.open(.trace, head: TraceAsk(), handler: handler)
                add(.open, stream: 1, kind: .trace)
                add(.open, stream: 1, kind: .trace)
            } else {
                add(.end, stream: 9)
            }
        }
        feed(connection, &input)
        #expect(owner.closedBecause == reason)
    }

    private func feed(_ connection: Connection, _ input: inout ByteQueue) {
        let bytes: [UInt8] = input.withBytes { Array($0) }
        input.drop(bytes.count)
        _ = connection.receive(bytes.span.bytes, now: 1)
    }
}
