package import IPC
internal import JSON

/// A text as a vector, and what that took.
package struct Embedding: Sendable, Equatable {
    /// At least one, all of them finite.
    package let values: [Float]
    /// Tokens of the text; nil where the provider does not say.
    package let inputTokens: UInt64?

    /// Numbers of a vector; longer ones are not taken.
    package static let mostValues = 4_096
    /// Bytes of an answer that holds one.
    package static let answerBytes = 512 << 10

    /// The values as little-endian 32-bit floats.
    package var littleEndian: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(values.count * 4)
        for value in values {
            for shift in stride(from: UInt32(0), to: 32, by: 8) {
                bytes.append(UInt8(truncatingIfNeeded: value.bitPattern >> shift))
            }
        }
        return bytes
    }

    /// Reads the answer to an `EmbeddingRequest` of a dialect; nil when it holds no vector.
    package static func read(_ body: [UInt8], from dialect: Dialect) -> Embedding? {
        let limits = JSONLimits(depth: 32, bytes: answerBytes, nodes: mostValues * 4)
        do throws(JSONError) {
            return of(try JSONDocument(body, limits: limits).root, dialect)
        } catch {
            return nil
        }
    }

    private static func of(_ answer: JSONValue, _ dialect: Dialect) -> Embedding? {
        let values: JSONValue?
        let tokens: JSONValue?
        switch dialect {
        case .openaiChat, .openaiResponses:
            values = answer["data"]?[0]?["embedding"]
            let usage = answer["usage"]
            tokens = usage?["prompt_tokens"] ?? usage?["total_tokens"]
        case .gemini:
            let prediction = answer["predictions"]?[0]?["embeddings"]
            values = answer["embedding"]?["values"] ?? prediction?["values"]
            tokens =
                answer["usageMetadata"]?["promptTokenCount"]
                ?? prediction?["statistics"]?["token_count"]
        case .ollama:
            values = answer["embeddings"]?[0]
            tokens = answer["prompt_eval_count"]
        case .cohere:
            values = answer["embeddings"]?["float"]?[0]
            tokens = answer["meta"]?["billed_units"]?["input_tokens"]
        case .none, .anthropic, .bedrock: return nil
        }
        return of(values, tokens: tokens)
    }

    private static func of(_ list: JSONValue?, tokens: JSONValue?) -> Embedding? {
        guard let elements = list?.array, 1...mostValues ~= elements.count else { return nil }
        let values = elements.compactMap(\.double).map(Float.init).filter(\.isFinite)
        guard values.count == elements.count else { return nil }
        return Embedding(
            values: values,
            inputTokens: tokens?.double.flatMap { 0...1e9 ~= $0 ? UInt64($0) : nil })
    }
}
