import IPC
import Ingress
import NIOCore
import NIOEmbedded
import Synchronization
import Testing

/// A lane on an embedded loop, with fake translates behind it and clients in front.
final class TestDoor {
    let loop = EmbeddedEventLoop()
    let shared: DoorShared
    let lane: Lane
    private let box: Box

    /// What the connector needs before `self` is whole.
    private final class Box {
        var translates: [FakeTranslate] = []
        var admins: [FakeTranslate] = []
        var hasAdmin = true
        var accepts = true
        var credit: UInt32 = 256 << 10
        var wall: Int64 = 784_111_777_000_000
    }

    init(
        _ state: DoorState? = .standard(), translateCredit: UInt32 = 256 << 10,
        hasAdminDoor: Bool = false
    ) {
        let box = Box()
        box.credit = translateCredit
        self.box = box
        let sink = RecordSink()
        recordSink = sink
        shared = DoorShared(
            hasAdminDoor: hasAdminDoor,
            deliver: { sink.add($0) },
            gather: { finish in finish("metric 1\n") })
        if let state { shared.publish(state) }
        let loop = loop
        // Any address makes an embedded channel active.
        guard let address = try? SocketAddress(unixDomainSocketPath: "/translate") else {
            preconditionFailure("a short path is an address")
        }
        let hello = Hello(
            name: "omni-ingress", protocolMin: 1, protocolMax: 1, build: "test",
            initialCredit: DoorLimits.answerCredit, pid: 2)
        func connect(_ handler: LinkHandler) -> FakeTranslate {
            let channel = EmbeddedChannel(handler: handler, loop: loop)
            let peer = FakeTranslate(channel, credit: box.credit)
            channel.connect(to: address, promise: nil)
            return peer
        }
        lane = Lane(
            loop, shared: shared, hello: hello, wall: { box.wall },
            connectAdmin: { handler in
                guard box.hasAdmin else { return handler.connectFailed("refused") }
                box.admins.append(connect(handler))
            },
            connect: { handler in
                guard box.accepts else { return handler.connectFailed("refused") }
                box.translates.append(connect(handler))
            })
        lane.start()
    }

    private let recordSink: RecordSink

    /// Collects what would go to the main thread.
    private final class RecordSink: Sendable {
        private let records = Mutex<[Record]>([])
        func add(_ new: [Record]) { records.withLock { $0 += new } }
        var all: [Record] { records.withLock { $0 } }
    }

    var translates: [FakeTranslate] { box.translates }
    /// The newest translate.
    var translate: FakeTranslate { box.translates[box.translates.count - 1] }
    /// All admins that were connected to.
    var admins: [FakeTranslate] { box.admins }
    /// Whether admin listens.
    var hasAdmin: Bool {
        get { box.hasAdmin }
        set { box.hasAdmin = newValue }
    }
    /// What the newest admin was asked.
    var managed: [FakeTranslate.Request] { box.admins.last?.requests ?? [] }
    /// Whether connecting works.
    var accepts: Bool {
        get { box.accepts }
        set { box.accepts = newValue }
    }
    /// The wall clock in microseconds: second 37 of a minute, at first.
    var wall: Int64 {
        get { box.wall }
        set { box.wall = newValue }
    }
    /// Requests at the newest translate.
    var requests: [FakeTranslate.Request] { translate.requests }

    /// The newest translate dies.
    func loseTranslate() throws {
        translate.channel.close(promise: nil)
        loop.run()
    }

    /// Runs until nothing moves any more.
    func settle() throws {
        var moved = true
        while moved {
            loop.run()
            moved = false
            for peer in box.translates + box.admins where try peer.pump() { moved = true }
        }
    }

    /// Lets time pass in steps, so that timers fire in between.
    func pass(seconds: Double) throws {
        var left = Int64(seconds * 1000)
        while left > 0 {
            loop.advanceTime(by: .milliseconds(min(left, 50)))
            left -= 50
            try settle()
        }
    }

    /// Connects a client; with a `user`, over the local socket.
    func client(
        from address: String = "192.0.2.7", user: UInt32? = nil, by door: DoorKind = .http
    ) throws -> TestClient {
        let client = try TestClient(self, address: address, user: user, kind: door)
        try settle()
        return client
    }

    /// Status of the answer to a request of a new client; translate's own is 200.
    func status(
        _ request: String, from address: String = "192.0.2.7", user: UInt32? = nil
    ) throws -> Int {
        try answer(request, from: address, user: user).status
    }

    /// The whole answer to a request of a new client.
    func answer(
        _ request: String, from address: String = "192.0.2.7", user: UInt32? = nil
    ) throws -> (status: Int, text: String) {
        let client = try client(from: address, user: user)
        let before = requests.count
        try client.send(request)
        if requests.count > before { requests[before].answer("{}") }
        let text = try client.received()
        try client.leave()
        return (Int(text.dropFirst(9).prefix(3)) ?? 0, text)
    }

    /// Records of requests so far.
    func records() throws -> [RequestRecord] {
        try pass(seconds: 0.05)
        return recordSink.all.compactMap { record in
            if case .request(let request)? = record.entry { return request }
            return nil
        }
    }
}

/// A client on an embedded channel.
final class TestClient {
    let channel: EmbeddedChannel
    let reads: ReadProbe
    private let door: TestDoor
    private var collected: [UInt8] = []

    /// Counts reads that reach the socket.
    final class ReadProbe: ChannelOutboundHandler {
        typealias OutboundIn = ByteBuffer
        var count = 0
        func read(context: ChannelHandlerContext) {
            count += 1
            context.read()
        }
    }

    init(_ door: TestDoor, address: String, user: UInt32?, kind: DoorKind) throws {
        self.door = door
        reads = ReadProbe()
        channel = EmbeddedChannel(
            handlers: [reads, HTTPConnection(lane: door.lane, door: kind, user: user)],
            loop: door.loop)
        let remote =
            try user == nil
            ? SocketAddress(ipAddress: address, port: 50_000)
            : SocketAddress(unixDomainSocketPath: "/api.sock")
        channel.remoteAddress = remote
        channel.connect(to: remote, promise: nil)
        channel.remoteAddress = remote
    }

    /// Sends bytes and lets everything settle.
    func send(_ text: String) throws {
        try send(Array(text.utf8))
    }

    func send(_ bytes: [UInt8]) throws {
        try channel.writeInbound(ByteBuffer(bytes: bytes))
        try door.settle()
    }

    /// Everything received since the last call.
    func received() throws -> String {
        try door.settle()
        while let buffer = try channel.readOutbound(as: ByteBuffer.self) {
            collected += Array(buffer.readableBytesView)
        }
        defer { collected = [] }
        return String(decoding: collected, as: UTF8.self)
    }

    /// Status of the one answer received.
    func status() throws -> Int {
        let text = try received()
        return Int(text.dropFirst(9).prefix(3)) ?? 0
    }

    var isOpen: Bool { channel.isActive }

    /// Says whether the socket takes more.
    func setWritable(_ isWritable: Bool) throws {
        channel.isWritable = isWritable
        channel.pipeline.fireChannelWritabilityChanged()
        try door.settle()
    }

    func leave() throws {
        channel.close(promise: nil)
        try door.settle()
    }
}
