import EventLoop
import IPC

@testable import Egress

/// Both ends of an IPC connection in one process, without a socket, before a table of transfers.
final class Wire: ConnectionOwner, ConnectionTransport {
    let initiator: Connection
    private let acceptor: Connection
    private let reactor: Reactor
    private let table: TransferTable
    private let credential: StoredCredential

    init(_ reactor: Reactor, _ table: TransferTable, _ credential: StoredCredential) {
        self.reactor = reactor
        self.table = table
        self.credential = credential
        let hello = Hello(
            name: "test", protocolMin: 1, protocolMax: 1, initialCredit: IPC.Limits.initialCredit)
        initiator = Connection(role: .initiator, hello: hello, now: reactor.now)
        acceptor = Connection(role: .acceptor, hello: hello, now: reactor.now)
        for connection in [initiator, acceptor] {
            connection.owner = self
            connection.transport = self
            connection.start()
        }
        carry()
    }

    /// Carries what waits, both ways, until nothing does.
    func carry() {
        while !initiator.output.isEmpty || !acceptor.output.isEmpty {
            move(from: initiator, to: acceptor)
            move(from: acceptor, to: initiator)
        }
    }

    private func move(from: Connection, to: Connection) {
        let bytes = from.output.withBytes { Array($0) }
        from.output.drop(bytes.count)
        _ = to.receive(bytes.span.bytes, now: reactor.now)
    }

    func connection(_ connection: Connection, opened stream: IPC.Stream, head: RawSpan) {
        do throws(TransferFailure) {
            table.begin(try request(stream.kind, head), stream)
        } catch {
            table.refuse(stream, error)
        }
    }

    private func request(_ kind: Kind, _ head: RawSpan) throws(TransferFailure) -> OutgoingRequest {
        if kind == .fetch, let message = try? FetchRequest(wire: head) {
            return try OutgoingRequest(fetching: message)
        }
        if kind == .probe, let message = try? ProbeRequest(wire: head) {
            return try OutgoingRequest(probing: message)
        }
        guard let message = try? EgressRequest(wire: head) else {
            throw TransferFailure(.protocol, "the request does not decode")
        }
        return try OutgoingRequest(message, credential: credential)
    }

    func connectionReady(_ connection: Connection) {}
    func connection(_ connection: Connection, asked call: Call, payload: RawSpan) {}
    func connection(_ connection: Connection, noticed kind: Kind, payload: RawSpan) {}
    func connectionGoesAway(_ connection: Connection) {}
    func connectionHasOutput(_ connection: Connection) {}
    func connectionMustClose(_ connection: Connection, reason: String) {}
}
