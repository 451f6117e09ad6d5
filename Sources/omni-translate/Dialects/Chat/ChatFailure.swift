internal import JSON

/// Finds errors in what came with status 200 (facts: openai-chat, sections 7 and 9).
enum ChatFailure {
    /// Whether a value counts as an error: a null, an empty object or an empty text does not.
    static func isTruthy(_ node: JSONTape.Node, _ tape: JSONTape) -> Bool {
        switch tape.kind(node) {
        case .null, .false: false
        case .object, .array: tape.count(node) > 0
        case .string: tape.contentRange(node).count > 0
        case .true, .number: true
        }
    }

    /// Whether a `base_resp` tells of a failure (pitfall 43).
    static func isFailed(
        baseResponse node: JSONTape.Node, _ tape: JSONTape, _ bytes: RawSpan
    ) -> Bool {
        guard let status = tape.member("status_code", of: node, in: bytes),
            let code = tape.int(status, in: bytes)
        else { return false }
        return code != 0
    }

    /// An error body for an answer that a provider ended by a word for its own failure.
    static func ended(by reason: String) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.name("error")
            writer.object { writer in
                writer.member("message", "The provider ended the answer with '\(reason)'.")
                writer.member("type", "server_error")
                writer.name("param")
                writer.null()
                writer.member("code", reason)
            }
        }
        return writer.take()
    }

    /// An error body around an error that stands within a choice.
    static func wrapped(_ error: RawSpan) -> [UInt8] {
        Array(#"{"error":"#.utf8) + error.copied + [UInt8(ascii: "}")]
    }
}

/// Words of `finish_reason`, the dialect's own and those of its hosts.
enum ChatFinish {
    /// What a word stands for; `failure` where the provider failed.
    enum Meaning: Equatable {
        case stop(StopReason)
        case failure
    }

    private static let meanings: [String: Meaning] = [
        "stop": .stop(.end), "length": .stop(.length), "tool_calls": .stop(.toolCalls),
        "function_call": .stop(.toolCalls), "content_filter": .stop(.filtered),
        // Hosts' own.
        "model_length": .stop(.contextLength), "sensitive": .stop(.filtered),
        "end_turn": .stop(.end), "eos": .stop(.end), "eos_token": .stop(.end),
        "stop_sequence": .stop(.stopSequence(nil)), "max_tokens": .stop(.length),
        "STOP": .stop(.end), "MAX_TOKENS": .stop(.length), "SAFETY": .stop(.filtered),
        "tool_use": .stop(.toolCalls), "refusal": .stop(.filtered), "abort": .failure,
        "error": .failure, "network_error": .failure, "insufficient_system_resource": .failure,
    ]

    /// The meaning of a word; an unknown one is an ordinary end.
    static func meaning(_ word: String) -> Meaning { meanings[word] ?? .stop(.end) }

    /// The word for a reason; nothing but the dialect's own ever goes out (pitfalls 67–69).
    static func word(_ reason: StopReason, isLegacy: Bool) -> StaticString {
        switch reason {
        case .end, .stopSequence, .paused, .malformed: "stop"
        case .length, .contextLength: "length"
        case .toolCalls: isLegacy ? "function_call" : "tool_calls"
        case .filtered: "content_filter"
        }
    }
}
