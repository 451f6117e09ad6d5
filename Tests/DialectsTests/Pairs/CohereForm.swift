@testable import Dialects

/// An answer as `/v2/chat` gives it.
enum CohereForm {
    static func stream(_ answer: Answer) -> [UInt8] {
        var frames = [
            #"{"type":"message-start","id":"c1","delta":{"message":{"role":"assistant"}}}"#
        ]
        for (index, block) in answer.blocks.enumerated() {
            frames += events(of: block).map { "{\"index\":\(index),\($0)}" }
        }
        let end = "\"finish_reason\":\"\(stop(answer))\",\(usage(answer.usage))"
        frames.append("{\"type\":\"message-end\",\"delta\":{\(end)}}")
        return frames.flatMap { Array("data: \($0)\n\n".utf8) }
    }

    static func plain(_ answer: Answer) -> [UInt8] {
        var content: [String] = []
        var calls: [String] = []
        for block in answer.blocks {
            if let (name, text) = text(of: block) {
                content.append("{\"type\":\"\(name)\",\"\(name)\":\(RandomText.quoted(text))}")
            } else if case .toolCall(let call) = block {
                calls.append(Self.call(call, RandomText.quoted(call.arguments)))
            }
        }
        var message = "\"role\":\"assistant\",\"content\":[\(content.joined(separator: ","))]"
        if !calls.isEmpty { message += ",\"tool_calls\":[\(calls.joined(separator: ","))]" }
        return Array(
            "{\"id\":\"c1\",\"finish_reason\":\"\(stop(answer))\",\"message\":{\(message)},\(usage(answer.usage))}"
                .utf8)
    }

    private static func text(of block: Block) -> (name: String, text: String)? {
        switch block {
        case .text(let text): ("text", text.text)
        case .refusal(let text): ("text", text)
        case .reasoning(let reasoning) where !reasoning.text.isEmpty: ("thinking", reasoning.text)
        case .reasoning, .media, .toolCall, .toolResult, .opaque: nil
        }
    }

    private static func call(_ call: ToolCall, _ arguments: String) -> String {
        let function = "{\"name\":\"\(call.name)\",\"arguments\":\(arguments)}"
        return "{\"id\":\"\(call.id)\",\"type\":\"function\",\"function\":\(function)}"
    }

    private static func events(of block: Block) -> [String] {
        func event(_ type: String, _ message: String) -> String {
            "\"type\":\"\(type)\",\"delta\":{\"message\":{\(message)}}"
        }
        if let (name, text) = text(of: block) {
            let start = "\"content\":{\"type\":\"\(name)\",\"\(name)\":\"\"}"
            return [event("content-start", start)]
                + ProviderForms.pieces(text).map {
                    event("content-delta", "\"content\":{\"\(name)\":\(RandomText.quoted($0))}")
                } + ["\"type\":\"content-end\""]
        }
        guard case .toolCall(let call) = block else { return [] }
        return [event("tool-call-start", "\"tool_calls\":\(Self.call(call, "\"\""))")]
            + ProviderForms.pieces(call.arguments).map {
                let function = "{\"arguments\":\(RandomText.quoted($0))}"
                return event("tool-call-delta", "\"tool_calls\":{\"function\":\(function)}")
            } + ["\"type\":\"tool-call-end\""]
    }

    private static func usage(_ usage: TokenUsage) -> String {
        let tokens = "\"input_tokens\":\(usage.allInput),\"output_tokens\":\(usage.allOutput)"
        return "\"usage\":{\"tokens\":{\(tokens)},\"cached_tokens\":\(usage.cacheRead)}"
    }

    private static func stop(_ answer: Answer) -> String {
        switch answer.stop {
        case .toolCalls: "TOOL_CALL"
        case .length: "MAX_TOKENS"
        case .contextLength: "ERROR_LIMIT"
        case .stopSequence: "STOP_SEQUENCE"
        case .filtered: "ERROR_TOXIC"
        case .malformed, .paused, .end, nil: "COMPLETE"
        }
    }
}
