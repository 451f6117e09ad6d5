internal import EventLoop
internal import Glibc
internal import IPC

/// A connection to one daemon for a command that asks and waits.
final class DaemonLine {
    /// The loop that serves the connection.
    let reactor: Reactor
    /// The connection's client, connected.
    let client: Client
    private let daemon: DaemonName

    /// Connects, or says why that cannot be done.
    init(_ daemon: DaemonName, at place: SocketPlace, within: Duration = .seconds(2))
        throws(CommandFailure)
    {
        self.daemon = daemon
        let path = place.socket(of: daemon)
        if let obstacle = DaemonLine.obstacle(path) {
            throw DaemonLine.failure(daemon, path, obstacle)
        }
        do throws(SystemError) {
            reactor = try Reactor()
        } catch {
            throw CommandFailure(.temporary, "\(error)")
        }
        client = Client(reactor, path: path, name: daemon.rawValue, hello: .ofCommand)
        client.start()
        let connected = reactor.wait(within: within) { [client] in client.isConnected ? true : nil }
        guard connected != nil else {
            throw CommandFailure(
                .unavailable,
                "\(daemon.program) does not answer on \(path): it is hung, starting, or refuses this user"
            )
        }
    }

    /// Takes a client that is started.
    init(_ daemon: DaemonName, _ reactor: Reactor, _ client: Client) {
        self.daemon = daemon
        self.reactor = reactor
        self.client = client
    }

    /// Why the socket cannot be connected to; nil when it can.
    ///
    /// A client alone would try until its deadline.
    static func obstacle(_ path: String) -> CInt? {
        do throws(SystemError) {
            closeDescriptor(try Socket.connect(path))
            return nil
        } catch {
            // A full backlog is a busy daemon, not an absent one.
            return error.number == EAGAIN ? nil : error.number
        }
    }

    /// What to tell the user about a socket that cannot be connected to.
    static func failure(_ daemon: DaemonName, _ path: String, _ number: CInt) -> CommandFailure {
        switch number {
        case ENOENT, ECONNREFUSED:
            CommandFailure(
                .unavailable,
                "\(daemon.program) is not running (\(path): \(errorText(number))); "
                    + "start it with omniroute up or systemctl start omni.target, or name its place with --data-dir or --socket-dir"
            )
        case EACCES, EPERM:
            CommandFailure(
                .denied, "this user may not talk to \(daemon.program) (\(path)); try as root")
        default:
            CommandFailure(
                .unavailable, "cannot reach \(daemon.program) at \(path): \(errorText(number))")
        }
    }

    /// Asks and waits for the answer.
    func ask<Answer: WireMessage>(
        _ kind: Kind, _ question: some WireMessage, within: Duration
    ) throws(CommandFailure) -> Answer {
        var outcome: Result<Answer, CallError>?
        client.call(kind, question, within: within) { outcome = $0 }
        let result = reactor.wait(within: within + .seconds(1)) { outcome }
        return try Self.value(result, daemon)
    }

    /// Opens a stream of lines and hands them on until it ends, or `isOver`.
    func lines(
        _ kind: Kind, head: some WireMessage, until isOver: () -> Bool = { false },
        line: @escaping ([UInt8]) -> Void
    ) throws(CommandFailure) {
        var end: Result<Bool, CallError>?
        let handler = LineStream(line: line) { error in
            end = error.map { .failure($0) } ?? .success(true)
        }
        guard let stream = client.open(kind, head: head, handler: handler) else {
            throw CommandFailure(.unavailable, "\(daemon.program) is gone")
        }
        // Nothing to send; for a trace the open direction is what keeps it running.
        if kind != .trace { stream.end() }
        let week = Duration.seconds(7 * 86_400)
        while end == nil, !isOver() {
            _ = reactor.wait(within: week) { end != nil || isOver() ? true : nil }
        }
        guard end != nil else { return stream.reset(.cancelled) }
        _ = try Self.value(end, daemon)
    }

    /// The value of an answer, or the failure to report.
    static func value<Answer>(
        _ result: Result<Answer, CallError>?, _ daemon: DaemonName
    ) throws(CommandFailure) -> Answer {
        switch result {
        case .success(let answer): return answer
        case .failure(let error): throw failure(daemon, error)
        case nil:
            throw CommandFailure(.temporary, "\(daemon.program) did not answer in time")
        }
    }

    /// What to tell the user about a call or stream that failed.
    static func failure(_ daemon: DaemonName, _ error: CallError) -> CommandFailure {
        let detail = error.message.isEmpty ? "" : ": \(error.message)"
        return switch error.code {
        case .refused:
            CommandFailure(
                .denied, "\(daemon.program) does not let this user ask that\(detail)")
        case .peerGone, .draining:
            CommandFailure(.unavailable, "\(daemon.program) went away\(detail)")
        case .deadline, .overloaded:
            CommandFailure(.temporary, "\(daemon.program) did not answer in time\(detail)")
        case .unknown, .cancelled, .protocol, .internal, .credential, .upstreamDNS,
            .upstreamConnect, .upstreamTLS, .upstreamFirstByte, .upstreamIdle, .upstreamTotal,
            .upstreamBroken, .upstreamDenied:
            CommandFailure(.temporary, "\(daemon.program) failed (\(error.code.word))\(detail)")
        }
    }
}
