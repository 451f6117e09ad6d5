internal import EventLoop
internal import IPC

/// An answer of any length, handed on as it comes.
struct ManageDownload {
    /// How long nothing may come.
    private static let silence = Duration.seconds(60)

    private let session: ManageSession

    /// Downloads over this connection.
    init(_ session: ManageSession) { self.session = session }

    /// Asks and hands on.
    ///
    /// - Throws: A failure when it is refused, is cut off, or `sink` fails.
    func run(
        _ target: String, to sink: ([UInt8]) throws(CommandFailure) -> Void
    ) throws(CommandFailure) {
        let line = session.line
        let exchange = DownloadExchange()
        guard
            let stream = line.client.open(
                .manage, head: ManageCall(method: "GET", target: target).head, handler: exchange)
        else { throw DaemonLine.failure(.admin, CallError(code: .peerGone, message: "")) }
        stream.end()
        while true {
            let isNews = line.reactor.wait(within: Self.silence) {
                exchange.isNews ? true : nil
            }
            guard isNews != nil else {
                stream.reset(.deadline)
                throw CommandFailure(.temporary, "omni-admin says nothing any more")
            }
            let bytes = exchange.take(stream)
            do throws(CommandFailure) {
                if !bytes.isEmpty { try sink(bytes) }
            } catch {
                stream.reset(.cancelled)
                throw error
            }
            guard let end = exchange.end, !exchange.hasMore else { continue }
            if let failure = end.failure { throw failure }
            return
        }
    }
}

/// One download on its way; what is not taken is not acknowledged.
private final class DownloadExchange: StreamHandler {
    /// How it ended.
    struct End {
        let failure: CommandFailure?
    }

    private(set) var end: End?
    private var status = 0
    private var headers: [Header] = []
    private var pending: [UInt8] = []
    private var refusal: [UInt8] = []

    /// A piece came since the last look, be it an empty one: logd looks on for rows that are rare.
    private var isAlive = false

    var hasMore: Bool { !pending.isEmpty }
    var isNews: Bool { isAlive || end != nil }

    func take(_ stream: Stream) -> [UInt8] {
        isAlive = false
        let taken = pending
        pending = []
        if !stream.isClosed { stream.consumed(taken.count) }
        return taken
    }

    func streamAnswered(_ stream: Stream, head: RawSpan) {
        do throws(WireError) {
            let response = try ManageResponse(wire: head)
            status = Int(response.status)
            headers = response.headers
        } catch {
            stream.reset(.protocol, "\(error)")
            end = End(failure: CommandFailure(.temporary, "omni-admin's answer is none"))
        }
    }

    func streamReceived(_ stream: Stream, bytes: RawSpan) {
        isAlive = true
        guard status != 200 else {
            return bytes.withUnsafeBytes { pending.append(contentsOf: $0) }
        }
        if refusal.count < 64 << 10 { bytes.withUnsafeBytes { refusal.append(contentsOf: $0) } }
        stream.consumed(bytes.byteCount)
    }

    func streamEnded(_ stream: Stream, trailer: RawSpan) {
        let reply = ManageReply(status: status, headers: headers, body: refusal)
        end = End(failure: status == 200 ? nil : reply.failure)
    }

    func streamReset(_ stream: Stream, _ reset: Reset) {
        guard end == nil else { return }
        let error = CallError(code: reset.code, message: reset.message)
        let failure = DaemonLine.failure(.admin, error)
        end = End(
            failure: CommandFailure(
                status: failure.status, "cut off before its end: \(failure.message)"))
    }

    func streamWritable(_ stream: Stream) {}
}
