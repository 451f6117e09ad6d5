import IPC

@testable import Dialects

/// A provider's stream, frame by frame, and the frames that break one off.
enum ProviderFrames {
    /// The frames of a stream, each with its end.
    static func split(_ stream: [UInt8], _ provider: Dialect) -> [[UInt8]] {
        switch provider {
        case .bedrock: messages(stream)
        case .ollama: pieces(stream, endingIn: [0x0a])
        case .gemini: pieces(stream, endingIn: [0x0d, 0x0a, 0x0d, 0x0a])
        default: pieces(stream, endingIn: [0x0a, 0x0a])
        }
    }

    private static func messages(_ stream: [UInt8]) -> [[UInt8]] {
        var messages: [[UInt8]] = []
        var start = 0
        while start + 4 <= stream.count {
            let length = stream[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
            messages.append(Array(stream[start..<start + length]))
            start += length
        }
        return messages
    }

    private static func pieces(_ stream: [UInt8], endingIn end: [UInt8]) -> [[UInt8]] {
        var pieces: [[UInt8]] = []
        var piece: [UInt8] = []
        for byte in stream {
            piece.append(byte)
            guard byte == end.last, piece.suffix(end.count) == end[...] else { continue }
            pieces.append(piece)
            piece = []
        }
        return piece.isEmpty ? pieces : pieces + [piece]
    }

    /// Errors within a stream, as a provider reports them.
    static func errors(_ provider: Dialect) -> [[UInt8]] {
        switch provider {
        case .openaiChat, .gemini: [event(openai)]
        case .openaiResponses:
            [
                event(
                    #"{"type":"error","sequence_number":9,"code":"server_error","message":"overloaded","param":null}"#,
                    "error"),
                event(
                    #"{"type":"response.failed","sequence_number":9,"response":{"id":"resp_1","object":"response","status":"failed","error":{"code":"server_error","message":"overloaded"},"output":[]}}"#,
                    "response.failed"),
            ]
        case .anthropic:
            [
                event(
                    #"{"type":"error","error":{"type":"overloaded_error","message":"no"}}"#, "error"
                )
            ]
        case .ollama: [Array("{\"error\":\"model runner stopped\"}\n".utf8)]
        case .cohere:
            [
                event(#"{"type":"message-end","delta":{"finish_reason":"ERROR","error":"no"}}"#)
            ]
        case .bedrock:
            [AmazonFrames.exception("throttlingException", #"{"message":"slow down"}"#)]
        case .none: []
        }
    }

    /// Errors in place of an answer that was not streamed, with status 200.
    static func plainErrors(_ provider: Dialect) -> [[UInt8]] {
        switch provider {
        case .ollama: [Array(#"{"error":"model runner stopped"}"#.utf8)]
        case .cohere, .bedrock: [Array(#"{"message":"slow down"}"#.utf8)]
        case .anthropic:
            [Array(#"{"type":"error","error":{"type":"overloaded_error","message":"no"}}"#.utf8)]
        case .openaiChat, .openaiResponses, .gemini: [Array(openai.utf8)]
        case .none: []
        }
    }

    private static let openai =
        #"{"error":{"message":"overloaded","type":"server_error","code":503,"status":"UNAVAILABLE"}}"#

    private static func event(_ data: String, _ name: String? = nil) -> [UInt8] {
        let line = name.map { "event: \($0)\n" } ?? ""
        return Array("\(line)data: \(data)\n\n".utf8)
    }
}
