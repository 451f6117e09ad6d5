internal import DaemonLife
internal import EventLoop
internal import Glibc
internal import NIOCore
internal import NIOPosix

/// Accepts clients on sockets that were handed over, and deals their connections out to the lanes in turn.
struct HTTPListener {
    /// Whose threads serve.
    let group: MultiThreadedEventLoopGroup
    /// One for each thread of the group.
    let lanes: [NIOLoopBound<Lane>]

    /// Starts accepting on a TCP socket.
    func open(_ socket: CInt, for door: DoorKind = .http) throws -> any Channel {
        let lanes = lanes
        return try start(
            bootstrap.childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try Self.serve(channel, lanes, door)
                    }
                }, on: socket)
    }

    /// Starts accepting users of this machine on a Unix socket.
    func openLocal(_ socket: CInt) throws -> any Channel {
        let lanes = lanes
        return try start(
            bootstrap.childChannelInitializer { channel in
                PeerUser.of(channel).flatMapThrowing { user in
                    try Self.serve(channel, lanes, user: user)
                }
            }, on: socket)
    }

    private var bootstrap: ServerBootstrap {
        let marks = ChannelOptions.Types.WriteBufferWaterMark(
            low: DoorLimits.writeLowBytes, high: DoorLimits.writeHighBytes)
        return ServerBootstrap(group: group)
            .serverChannelOption(.maxMessagesPerRead, value: 64)
            .childChannelOption(.writeBufferWaterMark, value: marks)
    }

    /// Accepts on a duplicate of `socket`: the original stays open for a successor.
    private func start(_ bootstrap: ServerBootstrap, on socket: CInt) throws -> any Channel {
        let copy = fcntl(socket, F_DUPFD_CLOEXEC, 3)
        guard copy >= 0 else { throw SystemError("fcntl F_DUPFD_CLOEXEC", errno) }
        return try bootstrap.withBoundSocket(copy).wait()
    }

    private static func serve(
        _ channel: any Channel, _ lanes: [NIOLoopBound<Lane>], _ door: DoorKind = .http,
        user: UInt32? = nil
    ) throws {
        guard let lane = lanes.first(where: { $0.eventLoop === channel.eventLoop }) else {
            throw ChannelError.operationUnsupported
        }
        try channel.pipeline.syncOperations.addHandler(
            HTTPConnection(lane: lane.value, door: door, user: user))
    }
}
