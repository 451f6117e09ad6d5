import IPC

@testable import Dialects

/// Writes answers as providers do: by the gateway's own encoder where clients speak the dialect too, else by a plain one.
enum ProviderForms {
    /// A streamed answer and the same one whole.
    static func write(
        _ events: [AnswerEvent], _ answer: Answer, _ provider: Dialect
    ) -> (stream: [UInt8], plain: [UInt8]) {
        switch provider {
        case .bedrock: return (BedrockForm.stream(answer), BedrockForm.plain(answer))
        case .cohere: return (CohereForm.stream(answer), CohereForm.plain(answer))
        default: break
        }
        let pair = Pair(client: provider, provider: provider)
        let context = pair.context(streams: true)
        guard let codec = Codecs.client(provider) else { return ([], []) }
        var encoder = codec.makeEncoder(context)
        var stream: [UInt8] = []
        for event in events { encoder.encode(event, into: &stream) }
        encoder.finish(into: &stream)
        return (stream, codec.whole(answer, context))
    }

    /// A text in pieces of a few characters.
    static func pieces(_ text: String) -> [String] {
        var pieces: [String] = []
        var rest = text.unicodeScalars[...]
        while !rest.isEmpty {
            var piece = String.UnicodeScalarView()
            piece.append(contentsOf: rest.prefix(7))
            pieces.append(String(piece))
            rest = rest.dropFirst(7)
        }
        return pieces
    }
}
