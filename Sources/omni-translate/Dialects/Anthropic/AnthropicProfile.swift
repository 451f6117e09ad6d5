internal import IPC

/// How a host that speaks the dialect differs from Anthropic's own (facts: anthropic-messages, section 11).
struct AnthropicProfile: Sendable, Equatable {
    /// Where the model stands and what goes into the path.
    enum Form: Sendable, Equatable {
        /// `/messages`, the model in the body.
        case messages
        /// `/models/NAME:rawPredict`, `anthropic_version` in the body.
        case vertex
    }

    var form = Form.messages
    /// Runs Claude with all that Anthropic's API knows: its tools, citations, beta features and unknown fields.
    var isGenuine = true
    /// Takes what clients of the dialect send as it is.
    var takesClientBytes = true
    /// Takes `anthropic-beta`.
    var takesBetas = true
    /// Fetches pictures and documents by URL.
    var fetchesURLs = true
    /// Knows `document` blocks.
    var takesDocuments = true
    /// Takes thoughts back without a proof.
    var takesUnsignedThoughts = false
    /// May be told that a tool must be called.
    var takesForcedChoice = true
    /// Most tokens of an answer of a model that is no Claude.
    var maxOutput = AnthropicModel.unknownOutput

    /// `anthropic_version` of requests to Vertex.
    static let vertexVersion = "vertex-2023-10-16"

    /// The profile of a target.
    static func of(_ target: Target) -> AnthropicProfile {
        if let known = named[target.profile] { return known }
        // A host of the operator's own: Claude behind it is Claude.
        if target.profile.isEmpty || AnthropicModel.claude(named: target.model) != nil {
            return AnthropicProfile()
        }
        return compatible
    }

    /// The model's abilities at this host.
    func model(_ name: String) -> AnthropicModel {
        AnthropicModel.claude(named: name) ?? .other(maxOutput: maxOutput)
    }

    private static let compatible = AnthropicProfile(
        isGenuine: false, takesBetas: false, takesUnsignedThoughts: true)

    private static let kimi = AnthropicProfile(
        isGenuine: false, takesClientBytes: false, takesBetas: false, fetchesURLs: false,
        takesDocuments: false,
        takesUnsignedThoughts: true, maxOutput: 32_000)

    private static let glm = AnthropicProfile(
        isGenuine: false, takesClientBytes: false, takesBetas: false, fetchesURLs: true,
        takesDocuments: false,
        takesUnsignedThoughts: true, maxOutput: 96_000)

    private static let deepseek = AnthropicProfile(
        isGenuine: false, takesClientBytes: false, takesBetas: false, fetchesURLs: false,
        takesDocuments: false,
        takesUnsignedThoughts: true, takesForcedChoice: false,
        maxOutput: 8192)

    private static let minimax = AnthropicProfile(
        isGenuine: false, takesClientBytes: false, takesBetas: false, fetchesURLs: false,
        takesDocuments: false,
        takesUnsignedThoughts: true, maxOutput: 64_000)

    private static let vertex = AnthropicProfile(form: .vertex)

    private static let named: [String: AnthropicProfile] = [
        "anthropic": AnthropicProfile(), "claude": AnthropicProfile(),
        "vertex": vertex, "vertex-anthropic": vertex, "vertex-partner": vertex,
        "kimi": kimi, "kimi-coding": kimi, "kimi-coding-apikey": kimi, "moonshot": kimi,
        "glm": glm, "glm-cn": glm, "zai": glm, "z-ai": glm, "zhipu": glm,
        "deepseek": deepseek, "minimax": minimax, "minimax-cn": minimax,
    ]
}

extension AnthropicProfile {
    /// Path of a request below the connection's base URL.
    func path(_ target: Target, streams: Bool, counts: Bool = false) -> String {
        switch form {
        case .messages: return counts ? "/v1/messages/count_tokens" : "/v1/messages"
        case .vertex:
            if counts { return "/models/count-tokens:rawPredict" }
            let verb = streams ? "streamRawPredict" : "rawPredict"
            return "/models/\(Self.pathSegment(target.model)):\(verb)"
        }
    }

    /// Headers of a request; `version` is the client's own, if it sent one.
    func headers(version: String?, betas: AnthropicBetas, streams: Bool) -> [Header] {
        var headers = [
            Header(name: "content-type", value: "application/json"),
            Header(name: "accept", value: streams ? "text/event-stream" : "application/json"),
        ]
        if form == .messages {
            headers.append(Header(name: "anthropic-version", value: version ?? "2023-06-01"))
        }
        if takesBetas, !betas.names.isEmpty {
            headers.append(Header(name: AnthropicBetas.header, value: betas.value))
        }
        return headers
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
