package import IPC

/// Amazon Bedrock's Converse, whatever the model behind it (facts: others, sections 3 and 4).
package enum BedrockCodec: ProviderCodec {
    package static let dialect = Dialect.bedrock
    package static let framing = Framing.amazon

    package static func write(
        _ request: ModelRequest, _ target: Target
    ) throws(GatewayError) -> EncodedRequest {
        try BedrockRequestWriter.write(request, target)
    }

    package static func makeDecoder(_ target: Target) -> any AnswerDecoder {
        BedrockAnswerDecoder(target)
    }
}
