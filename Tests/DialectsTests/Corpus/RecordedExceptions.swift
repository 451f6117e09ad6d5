import DialectCheck
import IPC

@testable import Dialects

/// Where a client hears something else than its provider's own checker reads, and why.
enum RecordedExceptions {
    /// Answers without anything that a client could show: gemini's NO_IMAGE without content, tried elsewhere.
    static func isEmpty(_ exchange: Recording) -> Bool {
        ["gemini-lin-15153382", "gemini-lin-9448ad51"].contains(exchange.id)
    }

    // MARK: Fields beside the dialect

    /// Members that are not of the dialect but that its clients know: where Google and OpenRouter put proofs and pictures
    /// in openai-chat.
    private static let known = ["extra_content", "reasoning_details", "images"]

    /// Recordings of which a client cannot get everything.
    private static let accepted: [String: String] = [
        // A spoken answer: no client of another dialect could have asked for it.
        "openai-chat-eag-20ff2439": "an answer without anything",
        "gemini-lin-e9e5a301": "an answer without anything",
        // The model said nothing, and was done.
        "openai-chat-rig-ca3dd412": "an answer without anything",
        // The recorder put a word in the place of the picture.
        "openai-responses-vai-3b682e89": "must be base64",
    ]

    /// The violations that count.
    static func serious(_ violations: [Violation], _ exchange: Recording) -> [Violation] {
        violations.filter { violation in
            if violation.isUnknownField, known.contains(where: violation.path.hasSuffix) {
                return false
            }
            return accepted[exchange.id].map { !violation.message.hasSuffix($0) } ?? true
        }
    }

    // MARK: What is heard

    /// What of an answer a client of `client` cannot hear as the checker of the provider's dialect reads it.
    static func incomparable(
        _ said: CheckedAnswer, _ exchange: Recording, _ client: Dialect
    ) -> Set<CompactAnswer.Part> {
        var parts: Set<CompactAnswer.Part> = []
        // Reasoning as parts of `content`, which the dialect of OpenAI does not have.
        if exchange.id == "openai-chat-pai-25157c80" { parts.insert(.reasoning) }
        // A call of a tool that only openai-responses has; others are told of a call of a function.
        let patches = ["openai-responses-vai-70cb6d54", "openai-responses-vai-9ce05ca6"]
        if patches.contains(exchange.id), client != .openaiResponses {
            parts.formUnion([.calls, .stop])
        }
        // Arguments in pieces, which only the newest models send.
        if exchange.id == "gemini-vai-44419956" { parts.insert(.calls) }
        // Counts are estimated when the provider gives none.
        if said.usage == nil || said.usage == CheckedUsage() { parts.insert(.usage) }
        return parts
    }

    /// Ends that the checker of the provider's dialect does not know or that are told otherwise.
    private static let stops: [String: CheckedStop] = [
        // No finish reason, an unknown status, enums as numbers: whole answers all the same.
        "openai-chat-pai-78f05dc4": .end, "openai-chat-pai-be6b0013": .end,
        "openai-responses-pai-d3ee0aec": .end, "gemini-lcg-ccfbe233": .end,
        "gemini-otc-c4f51662": .length, "gemini-otc-cf2014d5": .tools,
        // Calls decide (matrix, section 8), also where the provider ran the tools itself and went on.
        "anthropic-messages-vai-1a6e95ce": .tools,
    ]

    /// What a client of `client` must hear.
    static func expected(
        _ said: CheckedAnswer, _ exchange: Recording, _ client: Dialect
    ) -> CheckedAnswer {
        var answer = said
        answer.stop = stop(stops[exchange.id] ?? said.stop, exchange, client)
        if [.anthropic, .gemini, .ollama].contains(client) {
            // Arguments are objects there: the text of a custom tool is a member of one.
            answer.toolCalls = answer.toolCalls.map { call in
                var call = call
                call.argumentsRaw = Arguments.object(call.argumentsRaw).text
                return call
            }
        }
        if let counts = said.usage { answer.usage = usage(counts, exchange, client) }
        return answer
    }

    private static func stop(
        _ stop: CheckedStop?, _ exchange: Recording, _ client: Dialect
    ) -> CheckedStop? {
        switch stop {
        // Only anthropic has a word for it, and it names the text, which cohere does not.
        case .stopSequence:
            client == .anthropic && exchange.dialect != .cohere ? .stopSequence : .end
        case .filtered where client == .ollama: .end
        // A refusal completes there, with a part of its own.
        case .filtered where exchange.id == "openai-chat-rig-b20d9c55":
            client == .openaiResponses ? .end : .filtered
        case .end where exchange.id == "openai-responses-rig-af4cf434":
            client == .openaiResponses || client == .ollama ? .end : .filtered
        default: stop
        }
    }

    private static func usage(
        _ counts: CheckedUsage, _ exchange: Recording, _ client: Dialect
    ) -> CheckedUsage {
        var counts = counts
        // xAI counts reasoning beside the completion (pitfall 153), and so do others.
        if exchange.provider == "xai" || counts.reasoning > counts.output,
            exchange.dialect == .openaiChat
        {
            counts.output += counts.reasoning
        }
        // Thoughts are told of in the total alone.
        if exchange.id == "openai-chat-pai-07c4fda8" {
            counts.reasoning = 28
            counts.output += 28
        }
        // Sound is counted beside the prompt.
        if exchange.id == "openai-chat-rbl-f813ef57" { counts.input += 375 }
        // Pictures are counted beside the text.
        if exchange.id == "cohere-chat-rbl-01ae14c5" { counts.input += 259 }
        switch client {
        // There is no place for writes to a cache.
        case .gemini: counts.written = 0
        // Two totals are all there is.
        case .ollama: (counts.cached, counts.written, counts.reasoning) = (0, 0, 0)
        default: break
        }
        return counts
    }
}
