internal import DaemonLife
internal import EventLoop
internal import Glibc
internal import NIOCore
internal import NIOPosix

/// Accepts clients on a socket that was handed over.
enum HTTPListener {
    /// Starts accepting on a duplicate of `socket`: the original stays open for a successor.
    ///
    /// Connections are dealt out to the lanes in turn.
    static func open(
        _ socket: CInt, group: MultiThreadedEventLoopGroup, lanes: [NIOLoopBound<Lane>]
    ) throws -> any Channel {
        let copy = fcntl(socket, F_DUPFD_CLOEXEC, 3)
        guard copy >= 0 else { throw SystemError("fcntl F_DUPFD_CLOEXEC", errno) }
        let marks = ChannelOptions.Types.WriteBufferWaterMark(
            low: DoorLimits.writeLowBytes, high: DoorLimits.writeHighBytes)
        return try ServerBootstrap(group: group)
            .serverChannelOption(.maxMessagesPerRead, value: 64)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.writeBufferWaterMark, value: marks)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    guard let lane = lanes.first(where: { $0.eventLoop === channel.eventLoop })
                    else { throw ChannelError.operationUnsupported }
                    try channel.pipeline.syncOperations.addHandler(
                        HTTPConnection(lane: lane.value))
                }
            }
            .withBoundSocket(copy)
            .wait()
    }
}
