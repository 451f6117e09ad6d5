internal import EventLoop
internal import IPC

/// Asks the management API over its own socket, without an HTTP server between.
///
/// The API believes the kernel about who asks: root and the daemons' own user need no session.
enum ManageClient {
    /// What an answer may hold at most; more ends the stream.
    static let replyLimitBytes = 64 << 20

    /// How an exchange ends.
    typealias Outcome = Result<ManageReply, CallError>

    /// Sends a request on a client that is started; `finish` is called once, within the time given.
    ///
    /// Without a connection it fails at once as `peerGone`: see `Client.whenConnected`.
    static func send(
        _ call: ManageCall, to client: Client, on reactor: Reactor, within: Duration,
        finish: @escaping (Outcome) -> Void
    ) {
        let exchange = ManageExchange(reactor, body: call.body, finish: finish)
        guard let stream = client.open(.manage, head: call.head, handler: exchange) else {
            let error = CallError(code: .peerGone, message: "\(client.name) is not there")
            return exchange.end(.failure(error))
        }
        exchange.start(stream, within: within)
    }
}
