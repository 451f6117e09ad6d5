import EventLoop
import Glibc
import IPC

@testable import OmniCommand

/// A management API of a test: answers each request with what the test says.
final class ManageServer: Service {
    /// What came.
    struct Request {
        let head: ManageRequest
        let body: [UInt8]
    }

    /// Drives server and client.
    let reactor: Reactor
    /// Connected to the server.
    let client: Client
    /// Directory of the socket.
    let directory: ScratchDirectory
    private(set) var requests: [Request] = []
    /// How many of the next requests are done and lose their answers on the way.
    var losses = 0
    private var server: Server?
    private let listener: CInt
    private let answer: (Request) -> ManageReply?

    /// Listens; a request whose `answer` is nil gets none.
    init(answer: @escaping (Request) -> ManageReply?) throws {
        self.answer = answer
        directory = try ScratchDirectory(beside: "/tmp/omni-manage")
        reactor = try Reactor()
        let path = SocketPlace(path: directory.path).socket(of: .admin)
        listener = try Socket.listen(path, mode: 0o600)
        client = Client(reactor, path: path, name: "admin", hello: .ofCommand)
        server = try Server(
            reactor, listener: listener, hello: .ofCommand, policy: PeerPolicy([:]), service: self)
        client.start()
        _ = reactor.wait(within: .seconds(5)) { [client] in client.isConnected ? true : nil }
    }

    /// Sends a request and runs until there is an outcome.
    func send(_ call: ManageCall, within: Duration = .seconds(5)) -> ManageClient.Outcome? {
        var outcome: ManageClient.Outcome?
        ManageClient.send(call, to: client, on: reactor, within: within) { outcome = $0 }
        return reactor.wait(within: .seconds(10)) { outcome }
    }

    /// Ends all.
    func close() {
        client.stop()
        server?.stopAccepting()
        server?.closeAll("the test is over")
        closeDescriptor(listener)
        directory.remove()
    }

    func opened(_ stream: Stream, head: RawSpan) {
        guard stream.kind == .manage, let request = try? ManageRequest(wire: head) else {
            return stream.reset(.refused, "no such stream here")
        }
        let collector = StreamCollector(stream, reactor, limit: 1 << 20) { [self] body in
            guard let body else { return }
            let whole = Request(head: request, body: body)
            requests.append(whole)
            guard let reply = answer(whole) else { return }
            if losses > 0 {
                losses -= 1
                return stream.reset(.peerGone, "it is gone")
            }
            stream.answer(ManageResponse(status: UInt32(reply.status), headers: reply.headers))
            StreamSender.send(reply.body, on: stream, reactor)
        }
        stream.handler = collector
    }

    func asked(_ call: Call, payload: RawSpan) { call.fail(.refused) }
    func noticed(_ kind: Kind, payload: RawSpan) {}
}
