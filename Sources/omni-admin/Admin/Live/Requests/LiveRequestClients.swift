internal import DaemonLife
internal import EventLoop
internal import IPC

/// omni-translate itself, over its socket.
final class LiveRequestClients: LiveRequestDaemons {
    /// How often a question is asked again because the process went away under it.
    private static let tries = 3
    private let reactor: Reactor

    init(_ reactor: Reactor) { self.reactor = reactor }

    func list(_ ask: LiveAsk, _ finish: @escaping (Result<LiveAnswer, APIError>) -> Void) {
        call(.live, ask, tries: Self.tries, finish)
    }

    func cancel(
        _ order: LiveCancel, _ finish: @escaping (Result<LiveCancelled, APIError>) -> Void
    ) { call(.liveCancel, order, tries: Self.tries, finish) }

    /// Asks the process that serves now.
    ///
    /// Over a connection for this one question: a lasting one would be a bond to a process that is renewed.
    private func call<Answer: WireMessage>(
        _ kind: Kind, _ question: some WireMessage, tries: Int,
        _ finish: @escaping (Result<Answer, APIError>) -> Void
    ) {
        let client = Client(
            reactor, path: Daemon.socketPath("translate"), name: "translate",
            hello: Daemon.hello(AdminDaemon.description))
        client.start()
        client.whenConnected(within: LiveLimits.daemon) { [self] isConnected in
            guard isConnected else {
                client.stop()
                return finish(.failure(APIError(absent: client.name)))
            }
            client.call(kind, question, within: LiveLimits.daemon) {
                [self] (result: Result<Answer, CallError>) in
                client.stop()
                if case .failure(let error) = result, error.code == .peerGone, tries > 1 {
                    return call(kind, question, tries: tries - 1, finish)
                }
                finish(result.mapError { APIError($0, of: client.name) })
            }
        }
    }
}
