import Crypto
import IPC
@testable import Ingress
import NIOCore
import NIOEmbedded

/// One client's connection to a door whose translate answers every whole request.
final class Visit {
    private let loop = EmbeddedEventLoop()
    private let translate = Translate()
    private let lane: Lane
    private let client: EmbeddedChannel
    private let needsKey: Bool
    /// What the client received, without leave to send a body: whether it is needed depends on the cut.
    private(set) var output = ""

    /// A door with one key, `sk-test`.
    ///
    /// Of `mode`, bit 0 puts the client on this machine, bit 1 lets that go without a key.
    init(_ mode: UInt8, limit: UInt64) {
        needsKey = mode & 3 != 3
        let shared = DoorShared(deliver: { _ in }, gather: { $0("metric 1\n") })
        shared.publish(
            DoorState(
                DoorSnapshot(
                    generation: 1,
                    keys: [
                        ClientKey(
                            id: "k1", name: "k",
                            hash: Crypto.sha256(Array("sk-test".utf8).span.bytes))
                    ],
                    settings: DoorSettings(
                        requireApiKey: mode & 2 == 0, bodyLimitBytes: limit))))
        let hello = Hello(
            name: "omni-ingress", protocolMin: 1, protocolMax: 1, build: "fuzz",
            initialCredit: DoorLimits.answerCredit, pid: 1)
        let (loop, translate) = (loop, translate)
        guard let nowhere = try? SocketAddress(unixDomainSocketPath: "/translate"),
            let address = try? SocketAddress(
                ipAddress: mode & 1 == 1 ? "127.0.0.1" : "192.0.2.7", port: 50_000)
        else { fatalError("these are addresses") }
        lane = Lane(loop, shared: shared, hello: hello, wall: { 784_111_777_000_000 }) { link in
            let channel = EmbeddedChannel(handler: link, loop: loop)
            translate.channel = channel
            channel.connect(to: nowhere, promise: nil)
        }
        lane.ids = RequestIDs(seed: 7)
        lane.start()
        client = EmbeddedChannel(handler: HTTPConnection(lane: lane), loop: loop)
        client.remoteAddress = address
        client.connect(to: address, promise: nil)
        settle()
    }

    deinit {
        client.close(promise: nil)
        translate.channel?.close(promise: nil)
        loop.run()
        translate.connection.lost(reason: "over")
        // Timers that are never due would keep the loop, and it them.
        try? loop.syncShutdownGracefully()
    }

    /// Whether the door kept the connection.
    var isOpen: Bool { client.isActive }
    /// The requests that translate saw whole.
    var passedOn: [Translate.Seen] { translate.seen }

    /// Sends bytes in pieces and lets everything settle after each.
    func send(_ bytes: [UInt8], piece: Int) {
        var at = 0
        while at < bytes.count, client.isActive {
            let end = min(bytes.count, at + max(1, piece))
            // The door reports nothing through the pipeline.
            _ = try? client.writeInbound(ByteBuffer(bytes: bytes[at..<end]))
            at = end
            settle()
        }
        output = output.replacing("HTTP/1.1 100 Continue\r\n\r\n", with: "")
    }

    private func settle() {
        repeat { loop.run() } while translate.pump()
        var bytes: [UInt8] = []
        while let buffer = try? client.readOutbound(as: ByteBuffer.self) {
            bytes += buffer.readableBytesView
        }
        output += String(decoding: bytes, as: UTF8.self)
    }

    /// What may come out for the requests that were read.
    func check(against story: Story) {
        var answers = AnswerReader(output)
        for request in story.requests {
            guard !answers.isAtEnd else { break }
            answers.next(isHead: request.head.method == .head)
        }
        // Bytes that are no request have one answer, the last.
        if story.fault != nil, !answers.isAtEnd {
            answers.next(isHead: false)
            demand(answers.saidClose, "the connection went on after an error")
        }
        demand(answers.isAtEnd, "more answers than requests")
        if story.fault != nil { demand(!isOpen, "open after an error") }
        // What translate saw is some of what was sent, in its order, each with its own body and key.
        var known = story.requests[...]
        for seen in passedOn {
            demand(seen.keyID == "k1" || !needsKey, "nobody was let in")
            known = known.drop { !isSame($0, seen) }
            demand(!known.isEmpty, "translate saw what nobody sent")
            known.removeFirst()
        }
    }

    private func isSame(_ request: Story.Request, _ seen: Translate.Seen) -> Bool {
        guard request.isComplete, request.body == seen.body else { return false }
        let route = Routes.match(
            request.rawHead.span.bytes, target: request.head.target, method: request.head.method)
        guard route.endpoint == seen.endpoint else { return false }
        let hasKey = Self.unescaped(request.rawHead).contains("sk-test")
        return hasKey || seen.keyID.isEmpty
    }

    /// The text with its percent-encoded bytes decoded: a key in a query may be written so.
    private static func unescaped(_ bytes: [UInt8]) -> String {
        let parts = String(decoding: bytes, as: UTF8.self)
            .split(separator: "%", omittingEmptySubsequences: false)
        return parts.dropFirst().reduce(String(parts[0])) { text, part in
            guard let code = UInt8(part.prefix(2), radix: 16), code < 128 else {
                return text + "%" + part
            }
            return text + String(UnicodeScalar(code)) + part.dropFirst(2)
        }
    }
}
