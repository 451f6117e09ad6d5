internal import JSON

/// Guesses how many tokens a request has, where no provider is asked.
///
/// Four bytes of UTF-8 a token is close for English and code and high for most other scripts, which errs on the safe side
/// for clients that compact their conversation by it.
package enum TokenEstimate {
    private static let bytesPerToken = 4
    /// Role and separators of a turn.
    private static let turnTokens = 4
    /// A picture of ordinary size.
    private static let imageTokens = 1_500
    /// Base64 of a document has about this many bytes for each token of its text.
    private static let documentBytesPerToken = 24
    /// Of sound and film: providers count by time, 10 to 300 tokens a second, and speech that is packed well is the densest.
    private static let soundBytesPerToken = 128

    /// Input tokens of a request.
    package static func input(_ request: ModelRequest) -> UInt64 {
        var tokens = 0
        for block in request.system { tokens += text(block.text) }
        for turn in request.turns {
            tokens += turnTokens
            for block in turn.blocks { tokens += count(block) }
        }
        for tool in request.tools {
            tokens += text(tool.name) + text(tool.description ?? "")
            tokens += (tool.parameters?.bytes.count ?? 0) / bytesPerToken + turnTokens
        }
        return UInt64(max(1, tokens))
    }

    /// Input tokens of a request as it came, of which nothing is built.
    ///
    /// All of its bytes count as text, but for pictures, sound and documents in base64, which have a size of their own.
    static func input(_ tape: JSONTape, _ bytes: RawSpan) -> UInt64 {
        var textBytes = bytes.byteCount
        var media = 0
        tape.forEachString(ofAtLeast: EncodedMedia.leastBytes) { node in
            let content = tape.contentRange(node)
            guard let kind = EncodedMedia.kind(of: bytes.extracting(content)) else { return }
            textBytes -= content.count
            media += tokens(kind, content.count)
        }
        return UInt64(textBytes / bytesPerToken + media)
    }

    private static func tokens(_ kind: EncodedMedia, _ bytes: Int) -> Int {
        switch kind {
        case .picture: imageTokens
        case .sound: bytes / soundBytesPerToken
        case .document: bytes / documentBytesPerToken
        }
    }

    private static func text(_ text: String) -> Int {
        (text.utf8.count + bytesPerToken - 1) / bytesPerToken
    }

    private static func count(_ block: Block) -> Int {
        switch block {
        case .text(let value): text(value.text)
        case .refusal(let value): text(value)
        case .reasoning(let value): text(value.text)
        case .toolCall(let call): text(call.name) + text(call.arguments) + turnTokens
        case .toolResult(let result): result.content.reduce(turnTokens) { $0 + count($1) }
        case .opaque(let opaque): opaque.json.bytes.count / bytesPerToken
        case .media(let media): count(media)
        }
    }

    private static func count(_ media: Media) -> Int {
        switch (media.kind, media.source) {
        case (_, .text(let value)): text(value)
        case (.image, _), (_, .url), (_, .file): imageTokens
        case (.audio, .base64(let data)), (.video, .base64(let data)):
            tokens(.sound, data.utf8.count)
        case (.document, .base64(let data)): tokens(.document, data.utf8.count)
        }
    }
}
