internal import IPC
internal import JSON

/// Path, headers and pieces of a provider's request.
enum ChatTransport {
    /// The path of a target, with its deployment and version where the profile wants them.
    static func path(_ target: Target, _ profile: ChatProfile) -> String {
        guard profile.path.utf8.contains(UInt8(ascii: "{")) else { return profile.path }
        return profile.path
            .replacing("{model}", with: escaped(target.model))
            .replacing(
                "{api-version}", with: escaped(target.parameter("api-version") ?? "2024-10-21"))
    }

    /// Headers of the dialect and of the profile.
    static func headers(
        _ request: ModelRequest, _ profile: ChatProfile, streams: Bool
    ) -> [Header] {
        var headers = headers(profile, streams: streams)
        guard profile.announcesTurns else { return headers }
        headers.append(Header(name: "x-initiator", value: isFresh(request) ? "user" : "agent"))
        if hasImages(request) {
            headers.append(Header(name: "copilot-vision-request", value: "true"))
        }
        return headers
    }

    /// Headers that do not depend on the request's content.
    static func headers(_ profile: ChatProfile, streams: Bool) -> [Header] {
        var headers = [
            Header(name: "content-type", value: "application/json"),
            Header(
                name: "accept", value: streams ? "text/event-stream" : "application/json"),
        ]
        for header in profile.headers {
            headers.append(Header(name: header.name, value: header.value))
        }
        return headers
    }

    /// A body of new bytes only.
    static func segments(_ bytes: [UInt8]) -> JSONSegments {
        var splice = JSONSplice()
        splice.replace(0..<0, with: bytes)
        return splice.segments(of: 0)
    }

    /// Whether a person begins a turn, rather than a program going on with one.
    private static func isFresh(_ request: ModelRequest) -> Bool {
        guard let last = request.turns.last, last.role == .user else { return false }
        return !last.blocks.contains {
            if case .toolResult = $0 { true } else { false }
        }
    }

    private static func hasImages(_ request: ModelRequest) -> Bool {
        func isImage(_ block: Block) -> Bool {
            switch block {
            case .media(let media): media.kind == .image
            case .toolResult(let result): result.content.contains(where: isImage)
            case .text, .refusal, .reasoning, .toolCall, .opaque: false
            }
        }
        return request.turns.contains { $0.blocks.contains(where: isImage) }
    }

    /// Percent-encoding of everything but the unreserved characters (RFC 3986 section 2.3).
    private static func escaped(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            let isPlain =
                ASCIIText.isWord(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "~")
            if isPlain {
                bytes.append(byte)
            } else {
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
