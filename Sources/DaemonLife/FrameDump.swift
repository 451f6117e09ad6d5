internal import IPC
internal import EventLoop

/// Frames as readable lines.
///
/// Bodies show their length only, secrets nothing.
enum FrameDump {
    static func line(
        peer: String, role: Connection.Role, direction: FrameDirection, header: FrameHeader,
        payload: RawSpan
    ) -> String {
        let arrow = direction == .sent ? "->" : "<-"
        let time = timestamp(wallMicroseconds: wallMicroseconds())
        var text = "\(time) \(arrow) \(peer) \(header.type)"
        if header.stream != 0 { text += " #\(header.stream)" }
        let kind = Kind(rawValue: Int32(header.kind)) ?? .none
        if kind != .none { text += " \(kind)" }
        // Only the side that connected asks, so role and direction tell a question from an answer.
        let asks = (role == .acceptor) == (direction == .received)
        text += " \(describe(header, kind, asks: asks, payload))"
        return text + "\n"
    }

    private static func describe(
        _ header: FrameHeader, _ kind: Kind, asks: Bool, _ payload: RawSpan
    ) -> String {
        guard let type = message(header, kind, asks: asks), payload.byteCount > 0 else {
            return payload.byteCount > 0 ? "\(payload.byteCount) bytes" : ""
        }
        return WireDump.line(type, payload)
    }

    /// The message type of a payload; nil for raw bytes.
    private static func message(
        _ header: FrameHeader, _ kind: Kind, asks: Bool
    ) -> (any WireMessage.Type)? {
        let types = MessageTypes.of(kind)
        switch header.type {
        case .data, .credit, .ping, .pong, .goaway: return nil
        case .hello: return Hello.self
        case .reset: return Reset.self
        case .reply where header.flags & FrameHeader.failed != 0: return Reset.self
        case .open, .call, .notice, .reply: return asks ? types?.question : types?.answer
        case .end: return asks ? nil : types?.trailer
        }
    }
}
