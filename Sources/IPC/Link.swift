public import EventLoop

/// Drives a connection on a nonblocking Unix socket: reads until dry, writes once a tick.
public final class Link: ReadinessHandler, EndOfTick, ConnectionTransport {
    /// The connection driven.
    public let connection: Connection
    /// Called once, when the socket is closed; the connection has been told before.
    public var whenClosed: ((Link, String) -> Void)?

    private let reactor: Reactor
    private var descriptor: CInt
    private var registration: Reactor.Registration?
    private let input = InputBuffer()
    private var flushQueued = false
    private var waitsForWritable = false
    private var closingBecause: String?

    /// Reads of one tick; a peer that sends without end must not starve the others.
    private static let readsPerTick = 16

    /// Takes over `descriptor`.
    public init(
        _ reactor: Reactor, taking descriptor: CInt, connection: Connection
    ) throws(SystemError) {
        self.reactor = reactor
        self.descriptor = descriptor
        self.connection = connection
        connection.transport = self
        do throws(SystemError) {
            registration = try reactor.add(descriptor, .readable, self)
        } catch {
            closeDescriptor(descriptor)
            throw error
        }
        connection.start()
    }

    /// Reads or writes; called by the reactor.
    public func ready(_ readiness: Readiness) {
        if !readiness.isDisjoint(with: [.readable, .hangup, .error]) { readUntilDry() }
        if readiness.contains(.writable) { tickEnded() }
    }

    private func readUntilDry() {
        for _ in 0..<Self.readsPerTick {
            guard descriptor >= 0 else { return }
            let room = input.room
            switch Socket.read(descriptor, into: room) {
            case .bytes(let count):
                input.add(count)
                input.use { connection.receive($0, now: reactor.now) }
                if count < room.count { return }
            case .end: return close("closed by peer")
            case .wouldBlock: return
            case .failed(let error): return close("\(error)")
            }
        }
    }

    /// Queues one write for the end of this tick.
    public func connectionHasOutput(_ connection: Connection) {
        guard !flushQueued, !waitsForWritable else { return }
        flushQueued = true
        reactor.atEndOfTick(self)
    }

    /// Writes what waits.
    public func tickEnded() {
        flushQueued = false
        guard descriptor >= 0 else { return }
        if let closingBecause { return close(closingBecause) }
        while !connection.output.isEmpty {
            switch connection.output.withBytes({ Socket.write(descriptor, $0) }) {
            case .bytes(let count): connection.output.drop(count)
            case .wouldBlock: return waitForWritable(true)
            case .end: return writeFailed("closed by peer")
            case .failed(let error): return writeFailed("\(error)")
            }
        }
        waitForWritable(false)
    }

    /// The peer is gone, but what it sent before may still be here: the end of an answer, for example.
    private func writeFailed(_ reason: String) {
        readUntilDry()
        close(reason)
    }

    private func waitForWritable(_ wanted: Bool) {
        guard wanted != waitsForWritable, let registration else { return }
        waitsForWritable = wanted
        reactor.modify(registration, wanted ? [.readable, .writable] : .readable)
    }

    /// Closes for the reason the connection found, at the end of the tick: whoever is sending must not lose its stream
    /// under its hands.
    public func connectionMustClose(_ connection: Connection, reason: String) {
        closingBecause = reason
        reactor.atEndOfTick(self)
    }

    /// Closes the socket and tells everybody; again is harmless.
    public func close(_ reason: String) {
        guard descriptor >= 0 else { return }
        if let registration { reactor.remove(registration) }
        closeDescriptor(descriptor)
        descriptor = -1
        connection.lost(reason: reason)
        let told = whenClosed
        whenClosed = nil
        told?(self, reason)
    }

    deinit {
        if descriptor >= 0 { closeDescriptor(descriptor) }
    }
}
