package import IPC

/// Cohere's own dialect, `POST /v2/chat` (facts: others, section 7).
package enum CohereCodec: ProviderCodec {
    package static let dialect = Dialect.cohere
    package static let framing = Framing.events

    package static func write(
        _ request: ModelRequest, _ target: Target
    ) throws(GatewayError) -> EncodedRequest {
        try CohereRequestWriter.write(request, target)
    }

    package static func makeDecoder(_ target: Target) -> any AnswerDecoder {
        CohereAnswerDecoder(target)
    }
}
