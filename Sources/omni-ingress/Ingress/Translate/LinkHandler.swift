package import IPC
package import NIOCore

/// Drives one connection to a daemon on a NIO channel: feeds what comes, writes what waits once a tick.
package final class LinkHandler: ChannelInboundHandler, ConnectionTransport {
    /// Frames from the daemon.
    package typealias InboundIn = ByteBuffer
    /// Frames to the daemon.
    package typealias OutboundOut = ByteBuffer

    /// The connection driven.
    package let connection: Connection
    private weak var link: (any LinkOwner)?
    private var context: ChannelHandlerContext?
    private var partial = ByteBuffer()
    private var isClosed = false

    /// Room that is kept between writes.
    private static let keptCapacity = 256 << 10
    private var scratch = ByteBuffer()

    /// Memory held for a frame that has come in part.
    package var heldCapacity: Int { partial.capacity }

    init(_ connection: Connection, link: any LinkOwner) {
        self.connection = connection
        self.link = link
        connection.transport = self
    }

    /// The channel could not be made.
    package func connectFailed(_ reason: String) {
        close(reason)
    }

    /// Keeps the context.
    package func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    /// Forgets the context.
    package func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    /// Says hello.
    package func channelActive(context: ChannelHandlerContext) {
        connection.start()
    }

    /// Hears whole frames, and keeps the beginning of one that comes in parts.
    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var buffer = unwrapInboundIn(data)
        guard !isClosed else { return }
        if partial.readableBytes > 0 {
            // Frames that keep arriving in parts would else be kept for as long as they do.
            partial.discardReadBytes()
            partial.writeBuffer(&buffer)
            buffer = partial
        }
        let used = connection.receive(
            buffer.readableBytesSpan, now: context.eventLoop.now.uptimeNanoseconds)
        if used == buffer.readableBytes {
            partial = ByteBuffer()
        } else {
            buffer.moveReaderIndex(forwardBy: used)
            partial = buffer
        }
    }

    /// The daemon closed the connection.
    package func channelInactive(context: ChannelHandlerContext) {
        close("closed by peer")
    }

    /// Writes what had to wait.
    package func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable { flush() }
    }

    /// The socket is broken.
    package func errorCaught(context: ChannelHandlerContext, error: any Error) {
        close("\(error)")
    }

    /// Queues one write for the end of the tick.
    package func connectionHasOutput(_ connection: Connection) {
        link?.needsFlush(self)
    }

    /// Writes what waits, unless the daemon does not read: then it waits in the connection, which bounds it.
    func flush() {
        guard let context, context.channel.isActive, context.channel.isWritable else { return }
        let count = connection.output.count
        guard count > 0 else { return }
        scratch.clear(minimumCapacity: count)
        // All of it fits: the capacity was asked for.
        _ = connection.output.withBytes { scratch.writeBytes($0) }
        connection.output.drop(count)
        context.writeAndFlush(wrapOutboundOut(scratch), promise: nil)
        if scratch.capacity > Self.keptCapacity { scratch = ByteBuffer() }
    }

    /// Closes for the reason the connection found; not at once, because whoever it is told from is in the middle of
    /// something.
    package func connectionMustClose(_ connection: Connection, reason: String) {
        guard let context else { return }
        context.eventLoop.assumeIsolated().execute { self.close(reason) }
    }

    /// Closes and tells everybody; again is harmless.
    func close(_ reason: String) {
        guard !isClosed else { return }
        isClosed = true
        // The link moves on first, so that requests that are sent again do not come back here.
        link?.closed(self)
        connection.lost(reason: reason)
        context?.close(promise: nil)
    }
}
