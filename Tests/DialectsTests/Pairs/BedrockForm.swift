import JSON

@testable import Dialects

/// An answer as Converse gives it.
enum BedrockForm {
    static func stream(_ answer: Answer) -> [UInt8] {
        var bytes = AmazonFrames.event("messageStart", #"{"role":"assistant"}"#)
        let isCut = answer.stop == .length
        for (index, block) in answer.blocks.enumerated() {
            for (type, member) in events(of: block) {
                bytes += AmazonFrames.event(type, "{\"contentBlockIndex\":\(index),\(member)}")
            }
            if isCut, index == answer.blocks.count - 1, case .toolCall = block { continue }
            bytes += AmazonFrames.event("contentBlockStop", "{\"contentBlockIndex\":\(index)}")
        }
        bytes += AmazonFrames.event("messageStop", "{\"stopReason\":\"\(stop(answer))\"}")
        bytes += AmazonFrames.event(
            "metadata", "{\(usage(answer.usage)),\"metrics\":{\"latencyMs\":1}}")
        return bytes
    }

    static func plain(_ answer: Answer) -> [UInt8] {
        let content = answer.blocks.compactMap(whole).joined(separator: ",")
        let message = "{\"message\":{\"role\":\"assistant\",\"content\":[\(content)]}}"
        return Array(
            "{\"output\":\(message),\"stopReason\":\"\(stop(answer))\",\(usage(answer.usage))}".utf8
        )
    }

    private static func events(of block: Block) -> [(type: String, member: String)] {
        func delta(_ text: String, _ name: String) -> (String, String) {
            ("contentBlockDelta", "\"delta\":{\"\(name)\":\(text)}")
        }
        switch block {
        case .text(let text):
            return ProviderForms.pieces(text.text).map { delta(RandomText.quoted($0), "text") }
        case .refusal(let text):
            return ProviderForms.pieces(text).map { delta(RandomText.quoted($0), "text") }
        case .reasoning(let reasoning):
            var events = ProviderForms.pieces(reasoning.text).map { piece in
                delta("{\"text\":\(RandomText.quoted(piece))}", "reasoningContent")
            }
            if let proof = reasoning.proof {
                let name = reasoning.isRedacted ? "redactedContent" : "signature"
                events.append(delta("{\"\(name)\":\"\(proof.value)\"}", "reasoningContent"))
            }
            return events
        case .toolCall(let call):
            let start =
                "\"start\":{\"toolUse\":{\"toolUseId\":\"\(call.id)\",\"name\":\"\(call.name)\"}}"
            return [("contentBlockStart", start)]
                + ProviderForms.pieces(call.arguments).map {
                    delta("{\"input\":\(RandomText.quoted($0))}", "toolUse")
                }
        case .media, .toolResult, .opaque: return []
        }
    }

    private static func whole(_ block: Block) -> String? {
        switch block {
        case .text(let text): return "{\"text\":\(RandomText.quoted(text.text))}"
        case .refusal(let text): return "{\"text\":\(RandomText.quoted(text))}"
        case .reasoning(let reasoning) where reasoning.isRedacted:
            let value = reasoning.proof?.value ?? ""
            return "{\"reasoningContent\":{\"redactedContent\":\"\(value)\"}}"
        case .reasoning(let reasoning):
            let text = RandomText.quoted(reasoning.text)
            let signature = reasoning.proof.map { ",\"signature\":\"\($0.value)\"" } ?? ""
            return "{\"reasoningContent\":{\"reasoningText\":{\"text\":\(text)\(signature)}}}"
        case .toolCall(let call):
            // Whole answers hold objects, so a call that was cut off is not in them.
            guard (try? JSONDocument(Array(call.arguments.utf8))) != nil else { return nil }
            return
                "{\"toolUse\":{\"toolUseId\":\"\(call.id)\",\"name\":\"\(call.name)\",\"input\":\(call.arguments)}}"
        case .media, .toolResult, .opaque: return nil
        }
    }

    private static func usage(_ usage: TokenUsage) -> String {
        let counts = [
            "\"inputTokens\":\(usage.input)", "\"outputTokens\":\(usage.allOutput)",
            "\"totalTokens\":\(usage.total)", "\"cacheReadInputTokens\":\(usage.cacheRead)",
            "\"cacheWriteInputTokens\":\(usage.cacheWrite)",
        ]
        return "\"usage\":{\(counts.joined(separator: ","))}"
    }

    private static func stop(_ answer: Answer) -> String {
        switch answer.stop {
        case .toolCalls: "tool_use"
        case .length: "max_tokens"
        case .contextLength: "model_context_window_exceeded"
        case .stopSequence: "stop_sequence"
        case .filtered: "content_filtered"
        case .malformed, .paused, .end, nil: "end_turn"
        }
    }
}
