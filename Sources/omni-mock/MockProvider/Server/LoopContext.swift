package import NIOCore

/// What the connections of one event loop share; nothing of it leaves the loop.
package final class LoopContext {
    let responder: Responder
    let pacer: Pacer
    private let loop: any EventLoop
    private var connections: [ObjectIdentifier: Connection] = [:]

    /// The next write; its storage is used again as soon as the channel has let go of it.
    var out = ByteBuffer()
    /// The event being made.
    var scratch = ByteBuffer()

    /// Storage above this is not kept for the next write.
    private static let keptBytes = 256 << 10

    /// The context of one loop; to be made on it.
    ///
    /// - Parameters:
    ///   - loop: The loop.
    ///   - shared: What all loops share.
    ///   - index: The number of this loop.
    package init(loop: any EventLoop, shared: Shared, index: Int = 0) {
        self.loop = loop
        responder = Responder(shared: shared, loopIndex: index)
        pacer = Pacer(loop: loop)
    }

    /// Empties the buffers for the next write.
    func resetBuffers() {
        if out.capacity > Self.keptBytes { out = ByteBuffer() }
        if scratch.capacity > Self.keptBytes { scratch = ByteBuffer() }
        out.clear()
    }

    /// Takes up a connection.
    ///
    /// - Returns: False if there are too many.
    func add(_ connection: Connection) -> Bool {
        guard connections.count < Limits.connections else { return false }
        connections[ObjectIdentifier(connection)] = connection
        return true
    }

    /// Forgets a connection.
    func remove(_ connection: Connection) {
        connections[ObjectIdentifier(connection)] = nil
    }

    /// Closes the connections that have been idle for too long, now and every minute.
    func sweepRegularly() {
        let oldest = loop.now - .seconds(Limits.idleSeconds)
        for connection in connections.values where connection.lastActivity < oldest {
            connection.close()
        }
        _ = loop.assumeIsolated().scheduleTask(in: .minutes(1)) { [weak self] in
            self?.sweepRegularly()
        }
    }
}
