internal import IPC

/// How a host that speaks the dialect differs from the developer API (facts: gemini, section 1).
struct GeminiProfile: Sendable, Equatable {
    /// What stands before `/models` below the base URL.
    var prefix = "/v1beta"
    /// Calls and their answers have ids.
    var takesIDs = true
    /// Knows `labels`.
    var takesLabels = false
    /// Knows `serviceTier`.
    var takesServiceTier = true
    /// A web search may leave out domains.
    var excludesDomains = false

    /// The profile of a target.
    static func of(_ target: Target) -> GeminiProfile {
        target.profile == "vertex" ? vertex : GeminiProfile()
    }

    private static let vertex = GeminiProfile(
        prefix: "", takesIDs: false, takesLabels: true, takesServiceTier: false,
        excludesDomains: true)

    /// Path of a request below the connection's base URL.
    func path(_ target: Target, streams: Bool) -> String {
        path(target, verb: streams ? "streamGenerateContent?alt=sse" : "generateContent")
    }

    /// Path of another call of a model.
    func path(_ target: Target, verb: String) -> String {
        let model = Self.pathSegment(GeminiNames.plainModel(target.model))
        return "\(prefix)/models/\(model):\(verb)"
    }

    /// Headers of a request.
    static func headers(streams: Bool) -> [Header] {
        [
            Header(name: "content-type", value: "application/json"),
            Header(name: "accept", value: streams ? "text/event-stream" : "application/json"),
        ]
    }

    /// A model's name as one segment of a path (RFC 3986, section 3.3).
    private static func pathSegment(_ name: String) -> String {
        var bytes: [UInt8] = []
        for byte in name.utf8 {
            let isPlain =
                ASCIIText.isWord(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "@")
            if isPlain {
                bytes.append(byte)
            } else {
                bytes.append(UInt8(ascii: "%"))
                bytes.append(contentsOf: Hex.text([byte]).uppercased().utf8)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
