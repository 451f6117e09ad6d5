internal import JSON

/// The members of one JSON object of an answer, chunk or whole, found in one walk.
struct ChatChunk {
    private(set) var id, model, created, usage, serviceTier, fingerprint: JSONTape.Node?
    private(set) var citations, searchResults, message: JSONTape.Node?
    /// An array, perhaps empty.
    private(set) var choices: JSONTape.Node?
    /// Whether the object tells of a failure.
    private(set) var isError = false

    /// Reads an object; nil when the root is none.
    init?(_ tape: JSONTape, _ bytes: RawSpan) {
        guard tape.kind(tape.root) == .object else { return nil }
        var cursor = tape.members(of: tape.root)
        while let member = tape.nextMember(&cursor) {
            let name = member.name
            let value = member.value
            func isNamed(_ text: StaticString) -> Bool { tape.equals(name, text, in: bytes) }
            if isNamed("choices") {
                if tape.kind(value) == .array { choices = value }
            } else if isNamed("id") {
                id = value
            } else if isNamed("model") {
                model = value
            } else if isNamed("created") {
                created = value
            } else if isNamed("usage") {
                if tape.kind(value) == .object { usage = value }
            } else if isNamed("object") {
                // Mistral's errors have no wrapper.
                if tape.equals(value, "error", in: bytes) { isError = true }
            } else if isNamed("error") {
                if ChatFailure.isTruthy(value, tape) { isError = true }
            } else if isNamed("service_tier") {
                serviceTier = value
            } else if isNamed("system_fingerprint") {
                fingerprint = value
            } else if isNamed("x_groq") {
                read(groq: value, tape, bytes)
            } else if isNamed("base_resp") {
                if ChatFailure.isFailed(baseResponse: value, tape, bytes) { isError = true }
            } else if isNamed("citations") {
                citations = value
            } else if isNamed("search_results") {
                searchResults = value
            } else if isNamed("detail") || isNamed("message") {
                message = value
            }
        }
        // An object with words in place of an answer.
        if choices == nil, usage == nil, let message, ChatFailure.isTruthy(message, tape) {
            isError = true
        }
    }

    /// Groq's counts stand in a member of their own (pitfall 7).
    private mutating func read(groq node: JSONTape.Node, _ tape: JSONTape, _ bytes: RawSpan) {
        guard tape.kind(node) == .object else { return }
        if usage == nil, let found = tape.member("usage", of: node, in: bytes),
            tape.kind(found) == .object
        {
            usage = found
        }
        if let error = tape.member("error", of: node, in: bytes),
            ChatFailure.isTruthy(error, tape)
        {
            isError = true
        }
    }
}

/// The members of a choice that are read.
struct ChatChoice {
    private(set) var index, finishReason, logprobs, usage, text, error: JSONTape.Node?
    private var new, whole: JSONTape.Node?

    /// What is new in a chunk, or all of a plain answer.
    ///
    /// Some hosts send both: in a chunk the message is then all that came before, in a plain answer the delta is empty.
    func delta(isWhole: Bool) -> JSONTape.Node? { isWhole ? whole ?? new : new ?? whole }

    init(_ node: JSONTape.Node, _ tape: JSONTape, _ bytes: RawSpan) {
        var cursor = tape.members(of: node)
        while let member = tape.nextMember(&cursor) {
            let name = member.name
            let value = member.value
            if tape.isNull(value) { continue }
            func isNamed(_ text: StaticString) -> Bool { tape.equals(name, text, in: bytes) }
            if isNamed("delta") {
                if tape.kind(value) == .object { new = value }
            } else if isNamed("message") {
                if tape.kind(value) == .object { whole = value }
            } else if isNamed("index") {
                index = value
            } else if isNamed("finish_reason") {
                finishReason = value
            } else if isNamed("logprobs") {
                if tape.kind(value) == .object { logprobs = value }
            } else if isNamed("usage") {
                usage = value
            } else if isNamed("text") {
                text = value
            } else if isNamed("error") {
                if ChatFailure.isTruthy(value, tape) { error = value }
            }
        }
    }
}

/// The members of a delta, or of a whole message, that are read.
struct ChatDelta {
    private(set) var content, refusal, toolCalls, functionCall: JSONTape.Node?
    private(set) var reasoningContent, reasoning, reasoningText: JSONTape.Node?
    private(set) var details, opaque, extraContent: JSONTape.Node?
    private(set) var annotations, audio, images: JSONTape.Node?

    init(_ node: JSONTape.Node, _ tape: JSONTape, _ bytes: RawSpan) {
        var cursor = tape.members(of: node)
        while let member = tape.nextMember(&cursor) {
            let value = member.value
            if tape.isNull(value) { continue }
            let name = member.name
            func isNamed(_ text: StaticString) -> Bool { tape.equals(name, text, in: bytes) }
            if isNamed("content") {
                content = value
            } else if isNamed("role") {
                continue
            } else if isNamed("reasoning_content") {
                reasoningContent = value
            } else if isNamed("tool_calls") {
                toolCalls = value
            } else if isNamed("reasoning") {
                reasoning = value
            } else if isNamed("refusal") {
                refusal = value
            } else if isNamed("reasoning_details") {
                details = value
            } else if isNamed("reasoning_text") {
                reasoningText = value
            } else if isNamed("reasoning_opaque") {
                opaque = value
            } else if isNamed("function_call") {
                functionCall = value
            } else if isNamed("extra_content") {
                extraContent = value
            } else if isNamed("annotations") {
                annotations = value
            } else if isNamed("audio") {
                audio = value
            } else if isNamed("images") {
                images = value
            }
        }
    }
}
