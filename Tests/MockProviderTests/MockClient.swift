import NIOCore
import NIOEmbedded
import Synchronization

@testable import MockProvider

/// A connection without a socket.
final class MockClient {
    let channel = EmbeddedChannel()
    let shared: Shared

    init(_ options: Options = Options(), corpus: Corpus = Corpus()) throws {
        shared = Shared(options: options, corpus: corpus)
        let loop = LoopContext(loop: channel.eventLoop, shared: shared)
        try channel.pipeline.syncOperations.addHandler(Connection(loop: loop))
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    }

    /// Sends bytes and takes what comes back at once.
    func send(_ text: String) throws -> String {
        try channel.writeInbound(ByteBuffer(string: text))
        return try received()
    }

    func received() throws -> String {
        var text = ""
        while let bytes = try channel.readOutbound(as: ByteBuffer.self) {
            text += String(buffer: bytes)
        }
        return text
    }

    func statistics() -> Statistics { shared.statistics.withLock { $0 } }
}

extension MockClient {
    /// Posts a body as a client that knows no chunks, so that a stream comes as it is.
    func post(_ path: String, _ body: String, fields: String = "") throws -> Reply {
        let text = try send(
            "POST \(path) HTTP/1.0\r\nConnection: keep-alive\r\n\(fields)"
                + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
        return Reply(text)
    }

    /// What came back.
    struct Reply {
        let status: Int
        let head: String
        let body: String

        init(_ text: String) {
            status = Int(MockProviderTests.status(of: text)) ?? 0
            body = MockProviderTests.body(of: text)
            head = String(text.dropLast(body.count))
        }
    }
}

/// Posts one body to a fresh mock.
func post(
    _ path: String, _ body: String, fields: String = "", options: Options = Options()
) throws -> MockClient.Reply {
    try MockClient(options).post(path, body, fields: fields)
}

/// The status of a response.
func status(of text: String) -> String { String(text.dropFirst(9).prefix(3)) }

/// What stands behind the head of a response.
func body(of text: String) -> String {
    guard let end = text.firstRange(of: "\r\n\r\n")?.upperBound else { return "" }
    return String(text[end...])
}
