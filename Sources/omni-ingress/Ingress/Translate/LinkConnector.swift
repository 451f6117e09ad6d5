internal import NIOCore
internal import NIOPosix

/// Connects a lane to a daemon's socket.
enum LinkConnector {
    /// A way to connect to the Unix socket at `path` on `loop`.
    static func unixSocket(
        _ path: String, on loop: any NIOCore.EventLoop
    ) -> TranslateLink.Connect {
        { handler in
            let bound = NIOLoopBound(handler, eventLoop: loop)
            // Large enough for a burst of requests, small enough to notice that the daemon does not read.
            let marks = ChannelOptions.Types.WriteBufferWaterMark(low: 256 << 10, high: 1 << 20)
            ClientBootstrap(group: loop)
                .channelOption(.writeBufferWaterMark, value: marks)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(bound.value)
                    }
                }
                .connect(unixDomainSocketPath: path)
                .whenFailure { error in bound.value.connectFailed("\(error)") }
        }
    }
}
