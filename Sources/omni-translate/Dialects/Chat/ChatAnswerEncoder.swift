internal import IPC
internal import JSON

/// Writes a streamed answer as chunks (facts: openai-chat, sections 5 and 7; pitfalls 20, 55, 65–69).
///
/// Role, ids and names go out once; the finish waits for the end, because the counts belong behind it.
struct ChatAnswerEncoder: AnswerEncoder {
    /// What a block of the answer is here.
    private enum Kind {
        case text
        case refusal
        case reasoning
        case redacted
        /// Number among the calls, from 0 (pitfall 20).
        case call(Int, ToolCall.Kind)
        case silent
    }

    private let context: AnswerContext
    private let showsReasoning: Bool
    /// Proofs of these makers cover the text, so that it must come back with them.
    private let keepsThoughts: Bool
    private var start = AnswerStart(id: "", model: "")
    /// What stands before and behind a delta, the same in each chunk.
    private var head: [UInt8] = []
    private var tail: [UInt8] = []
    private var hasRole = false
    private var kinds: [Kind] = []
    private var calls = 0
    /// The next thought follows another one.
    private var separatesThoughts = false
    private var hasThoughts = false
    private var images = 0
    /// Text of the reasoning block that is open, where its proof covers it.
    private var thought = ""
    private var proofs = 0
    /// The host's own proof that is one text; the last one counts, and accumulators would join several.
    private var opaque: String?
    private var citations: [Citation] = []
    private var stop: StopReason?
    private var usage = TokenUsage()

    init(_ context: AnswerContext) {
        self.context = context
        showsReasoning = context.plan.showsReasoning != false
        let provider = context.target.provider
        keepsThoughts = provider == .anthropic || provider == .bedrock
    }

    mutating func encode(_ event: AnswerEvent, into output: inout [UInt8]) {
        switch event {
        case .start(let start): self.start = start
        case .open(let index, let start): open(index, start, &output)
        case .text(let index, let text): append(text, index, &output)
        case .arguments(let index, let text): append(arguments: text, index, &output)
        case .proof(let index, let proof): append(proof, index, &output)
        case .citation(_, let citation): citations += ChatCitations.known([citation])
        case .logprobs(_, let json): append(logprobs: json, &output)
        case .close(let index):
            if case .reasoning = kind(index) { thought = "" }
        case .usage(let usage): self.usage = usage
        case .stop(let reason): stop = reason
        }
    }

    mutating func finish(into output: inout [UInt8]) {
        writeRole(hasText: true, &output)
        if !citations.isEmpty {
            // At once, since accumulators cannot add to a list whose elements have no index.
            let citations = citations
            chunk(&output) { ChatCitations.write(citations, into: &$0) }
        }
        if let opaque { chunk(&output) { $0.member("reasoning_opaque", opaque) } }
        let isLegacy = context.plan.usesLegacyFunctions
        output += head
        output += Self.finishOpening
        output += Self.bytes(ChatFinish.word(stop ?? .end, isLegacy: isLegacy))
        output += Self.quote
        output += tail
        if context.plan.includesUsage { writeUsage(&output) }
        output += Self.done
    }

    mutating func fail(_ error: GatewayError, into output: inout [UInt8]) {
        // No terminator follows: nothing may look complete.
        output += Self.dataPrefix
        output += ChatErrors.body(error)
        output += Self.blankLine
    }

    // MARK: Chunks

    private static let dataPrefix = Array("data: ".utf8)
    private static let blankLine = Array("\n\n".utf8)
    private static let done = Array("data: [DONE]\n\n".utf8)
    private static let deltaEnd = Array(#"},"logprobs":null,"finish_reason":null"#.utf8)
    private static let finishOpening = Array(#"},"logprobs":null,"finish_reason":""#.utf8)
    private static let quote = Array(#"""#.utf8)
    private static let contentName = Array(#""content":"#.utf8)
    private static let refusalName = Array(#""refusal":"#.utf8)
    private static let reasoningName = Array(#""reasoning_content":"#.utf8)

    private static func bytes(_ text: StaticString) -> [UInt8] { Array(text.description.utf8) }

    private mutating func prepareHead() {
        var writer = JSONWriter(appendingTo: Self.dataPrefix)
        writer.beginObject()
        ChatAnswerHead(start, context).write(object: "chat.completion.chunk", into: &writer)
        head = writer.take() + Array(#","choices":[{"index":0,"delta":{"#.utf8)
        let usage = context.plan.includesUsage ? #","usage":null"# : ""
        tail = Array("}]\(usage)}\n\n".utf8)
    }

    /// The first chunk, which alone has the role (pitfall 65).
    private mutating func writeRole(hasText: Bool, _ output: inout [UInt8]) {
        guard !hasRole else { return }
        hasRole = true
        prepareHead()
        chunk(&output) { writer in
            writer.member("role", "assistant")
            writer.name("content")
            if hasText { writer.string("") } else { writer.null() }
            writer.name("refusal")
            writer.null()
        }
    }

    /// A chunk with a delta.
    private func chunk(_ output: inout [UInt8], _ body: (inout JSONWriter) -> Void) {
        output += head
        JSONWriter.append(to: &output, body)
        output += Self.deltaEnd
        output += tail
    }

    /// A chunk whose delta is one string.
    private func chunk(_ name: [UInt8], _ text: String, _ output: inout [UInt8]) {
        output += head
        output += name
        JSONWriter.append(to: &output) { $0.string(text) }
        output += Self.deltaEnd
        output += tail
    }

    private func writeUsage(_ output: inout [UInt8]) {
        let head = ChatAnswerHead(start, context)
        let usage = usage
        output += Self.dataPrefix
        JSONWriter.append(to: &output) { writer in
            writer.object { writer in
                head.write(object: "chat.completion.chunk", into: &writer)
                writer.name("choices")
                writer.array { _ in }
                writer.name("usage")
                ChatUsage.write(usage, into: &writer)
            }
        }
        output += Self.blankLine
    }

    // MARK: Blocks

    private func kind(_ index: Int) -> Kind {
        kinds.indices.contains(index) ? kinds[index] : .silent
    }

    private mutating func open(
        _ index: Int, _ start: BlockStart, _ output: inout [UInt8]
    ) {
        guard index == kinds.count else { return }
        switch start {
        case .text: kinds.append(.text)
        case .refusal: kinds.append(.refusal)
        case .reasoning:
            kinds.append(.reasoning)
            thought = ""
            separatesThoughts = hasThoughts && context.target.provider != .openaiChat
        case .redactedReasoning: kinds.append(.redacted)
        case .toolCall(let call): open(call, &output)
        case .media(let media):
            kinds.append(.silent)
            write(media, &output)
        case .opaque(let opaque):
            kinds.append(.silent)
            write(opaque, &output)
        }
    }

    private mutating func append(_ text: String, _ index: Int, _ output: inout [UInt8]) {
        switch kind(index) {
        case .text:
            writeRole(hasText: true, &output)
            chunk(Self.contentName, text, &output)
        case .refusal:
            writeRole(hasText: true, &output)
            chunk(Self.refusalName, text, &output)
        case .reasoning:
            if keepsThoughts { thought += text }
            guard showsReasoning else { return }
            writeRole(hasText: true, &output)
            // Thoughts of foreign dialects are told apart by a blank line; this one's hosts write one text.
            chunk(Self.reasoningName, separatesThoughts ? "\n\n" + text : text, &output)
            separatesThoughts = false
            hasThoughts = true
        case .redacted, .call, .silent: break
        }
    }

    private mutating func append(logprobs json: RawJSON, _ output: inout [UInt8]) {
        writeRole(hasText: true, &output)
        output += head
        output += Array(#"},"logprobs":"#.utf8)
        output += json.bytes
        output += Array(#","finish_reason":null"#.utf8)
        output += tail
    }

    // MARK: Calls

    private mutating func open(_ call: ToolCallStart, _ output: inout [UInt8]) {
        writeRole(hasText: false, &output)
        let number = calls
        calls += 1
        kinds.append(.call(number, call.kind))
        let name = ChatToolWriter.qualified(call.name, call.namespace)
        guard !context.plan.usesLegacyFunctions else {
            // The legacy form holds one call.
            guard number == 0 else { return }
            chunk(&output) { writer in
                writer.name("function_call")
                writer.object { writer in
                    writer.member("name", name)
                    writer.member("arguments", "")
                }
            }
            return
        }
        let isCustom = call.kind == .custom
        chunk(&output) { writer in
            writer.name("tool_calls")
            writer.beginArray()
            writer.beginObject()
            writer.member("index", number)
            writer.member("id", call.id)
            writer.member("type", isCustom ? "custom" : "function")
            writer.name(text: isCustom ? "custom" : "function")
            writer.object { writer in
                writer.member("name", name)
                writer.member(isCustom ? "input" : "arguments", "")
            }
            writer.endObject()
            writer.endArray()
        }
    }

    private mutating func append(
        arguments text: String, _ index: Int, _ output: inout [UInt8]
    ) {
        guard case .call(let number, let kind) = kind(index) else { return }
        let isCustom = kind == .custom
        guard !context.plan.usesLegacyFunctions else {
            guard number == 0 else { return }
            chunk(&output) { writer in
                writer.name("function_call")
                writer.object { $0.member("arguments", text) }
            }
            return
        }
        chunk(&output) { writer in
            writer.name("tool_calls")
            writer.beginArray()
            writer.beginObject()
            writer.member("index", number)
            writer.name(text: isCustom ? "custom" : "function")
            writer.object { $0.member(isCustom ? "input" : "arguments", text) }
            writer.endObject()
            writer.endArray()
        }
    }

    // MARK: Proofs

    private mutating func append(_ proof: Proof, _ index: Int, _ output: inout [UInt8]) {
        let value = ChatProofs.value(proof, context.target)
        switch kind(index) {
        case .reasoning, .redacted:
            var isRedacted = false
            if case .redacted = kind(index) { isRedacted = true }
            writeRole(hasText: true, &output)
            write(proof, isRedacted: isRedacted, &output)
        case .call(let number, _):
            guard !context.plan.usesLegacyFunctions else { return }
            chunk(&output) { writer in
                writer.name("tool_calls")
                writer.array { writer in
                    writer.object { writer in
                        writer.member("index", number)
                        // Accumulators of SDKs want a function in each delta of a call.
                        writer.name("function")
                        writer.object { $0.member("arguments", "") }
                        ChatExtraContent.write(value, into: &writer)
                    }
                }
            }
        case .text:
            writeRole(hasText: true, &output)
            chunk(&output) { ChatExtraContent.write(value, into: &$0) }
        case .refusal, .silent: break
        }
    }

    /// Each reasoning block's proof as one whole detail: accumulators would join the strings of a repeated one.
    private mutating func write(_ proof: Proof, isRedacted: Bool, _ output: inout [UInt8]) {
        let number = proofs
        let text = isRedacted ? "" : thought
        let isOwn = context.target.provider == .openaiChat
        guard !isOwn || ChatDetails.isArray(proof) else {
            opaque = proof.value
            return
        }
        proofs += 1
        chunk(&output) { writer in
            ChatProofs.write(
                proof, text: text, isRedacted: isRedacted, isOwn: isOwn, index: number,
                into: &writer)
        }
    }

    // MARK: Media

    private mutating func write(_ media: Media, _ output: inout [UInt8]) {
        guard media.kind == .image, let url = ChatImages.address(of: media) else { return }
        writeRole(hasText: true, &output)
        let number = images
        images += 1
        chunk(&output) { writer in
            writer.name("images")
            writer.array { ChatImages.write(url, index: number, into: &$0) }
        }
    }

    private mutating func write(_ opaque: OpaqueBlock, _ output: inout [UInt8]) {
        guard opaque.dialect == .openaiChat, opaque.type == "audio" else { return }
        writeRole(hasText: true, &output)
        chunk(&output) { $0.member("audio", raw: opaque.json.bytes) }
    }
}
