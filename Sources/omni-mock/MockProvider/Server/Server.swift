internal import NIOCore
internal import NIOPosix

#if canImport(Glibc)
    internal import Glibc
#endif

/// The listening socket and the event loops behind it.
package final class Server {
    /// Why serving could not begin.
    package struct StartError: Error, Sendable {
        /// The cause in words.
        package let message: String
    }

    private let group: MultiThreadedEventLoopGroup
    private let channel: any Channel

    /// The port that is listened on.
    package let port: Int

    /// How many connections wait to be accepted; the system may allow fewer.
    private static let backlog: Int32 = 4_096

    /// Starts serving.
    ///
    /// - Parameters:
    ///   - shared: The options and the books.
    ///   - socket: A listening socket to adopt instead of opening one.
    /// - Throws: Why the socket could not be had.
    package init(shared: Shared, adopting socket: CInt?) throws(StartError) {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: shared.options.threads)
        let loops = Self.contexts(for: group, shared: shared)
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: Self.backlog)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelOption(.maxMessagesPerRead, value: 64)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.allowRemoteHalfClosure, value: false)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let box = loops.first { $0.eventLoop === channel.eventLoop }
                    guard let loop = box?.value else {
                        throw StartError(message: "a connection on a loop that is not ours")
                    }
                    let handler = Connection(loop: loop)
                    try channel.pipeline.syncOperations.addHandler(handler)
                }
            }
        do {
            if let socket {
                channel = try bootstrap.withBoundSocket(socket).wait()
            } else {
                let options = shared.options
                channel = try bootstrap.bind(host: options.host, port: options.port).wait()
            }
        } catch {
            // The group has no work to lose, and the reason to report is the first one.
            try? group.syncShutdownGracefully()
            throw StartError(message: "cannot listen: \(error)")
        }
        self.group = group
        port = channel.localAddress?.port ?? 0
    }

    /// Stops accepting, closes all connections, and ends the loops.
    package func stop() {
        // Both can only fail by being closed already.
        try? channel.close().wait()
        try? group.syncShutdownGracefully()
    }

    /// The contexts of all loops, each made and only ever used on its loop.
    private static func contexts(
        for group: MultiThreadedEventLoopGroup, shared: Shared
    ) -> [NIOLoopBoundBox<LoopContext?>] {
        group.makeIterator().enumerated().map { index, loop in
            let box = NIOLoopBoundBox<LoopContext?>.makeEmptyBox(
                valueType: LoopContext.self, eventLoop: loop)
            loop.execute {
                let context = LoopContext(loop: loop, shared: shared, index: index)
                context.sweepRegularly()
                box.value = context
            }
            return box
        }
    }
}
