internal import IPC
internal import JSON

/// Writes an answer as a stream of events (facts: openai-responses, sections 5, 6 and 8).
///
/// The finished response stays in `response`, for whoever keeps it.
package struct ResponsesAnswerEncoder: AnswerEncoder {
    let context: AnswerContext
    var events = ResponsesEventWriter()
    /// In the order in which the provider opened them.
    var items: [ResponsesOutput] = []
    /// The item of each block; nil for a block that shows nothing.
    var blocks: [Int?] = []
    /// The message that further text belongs to.
    var message: Int?
    /// Calls that have come to their end, of which it is not known whether they are whole.
    var ending: [Int] = []
    /// Finished items by their place in the output.
    var output: [[UInt8]] = []
    private var start = AnswerStart(id: "", model: "")
    private var hasStarted = false
    private var isFinished = false
    private var usage: TokenUsage?
    private var stop: StopReason?
    var hasRefusal = false

    /// The last response object, once the answer has ended.
    package private(set) var response: [UInt8] = []

    /// Texts of a provider of this dialect are messages of their own; those of others are parts of one.
    let joinsText: Bool
    /// Proofs of a call come before it, so it must be known whole first.
    let delaysCalls: Bool

    init(_ context: AnswerContext) {
        self.context = context
        joinsText = context.target.provider != .openaiResponses
        delaysCalls = ProofEnvelope.family(context.target) == .google
    }

    /// Writes what an event makes visible at once.
    package mutating func encode(_ event: AnswerEvent, into output: inout [UInt8]) {
        switch event {
        case .start(let start): begin(start, into: &output)
        case .open(let block, let start): open(block, start, into: &output)
        case .text(let block, let text): self.text(block, text, into: &output)
        case .arguments(let block, let text): arguments(block, text, into: &output)
        case .proof(let block, let proof):
            if let index = item(of: block) { items[index].proof = proof }
        case .citation(let block, let citation): annotation(block, citation, into: &output)
        case .logprobs(let block, let json):
            guard let index = item(of: block) else { return }
            let more = ResponsesLogprobs.elements(json)
            guard !more.isEmpty else { return }
            if !items[index].logprobs.isEmpty { items[index].logprobs.add(",") }
            items[index].logprobs += more
        case .close(let block): close(block, into: &output)
        case .usage(let usage): self.usage = usage
        case .stop(let reason): stop = reason
        }
    }

    /// Closes what is open and writes the end of a complete answer.
    package mutating func finish(into output: inout [UInt8]) {
        guard !isFinished else { return }
        begin(start, into: &output)
        let isCut = stop == .length || stop == .contextLength
        closeAll(isCut: isCut, into: &output)
        isFinished = true
        switch stop {
        case .length, .contextLength:
            end(
                "response.incomplete", status: "incomplete", reason: "max_output_tokens",
                into: &output)
        case .filtered where !hasRefusal:
            end(
                "response.incomplete", status: "incomplete", reason: "content_filter", into: &output
            )
        case .malformed:
            let error = GatewayError(
                status: 502, code: "server_error",
                message: "The model produced something that is no answer.")
            failed(error, into: &output)
        case .end, .stopSequence, .toolCalls, .filtered, .paused, nil:
            end("response.completed", status: "completed", reason: nil, into: &output)
        }
    }

    /// Ends an answer that will never be whole, so that no client takes it for complete.
    package mutating func fail(_ error: GatewayError, into output: inout [UInt8]) {
        guard !isFinished else { return }
        begin(start, into: &output)
        isFinished = true
        failed(error, into: &output)
    }

    // MARK: Beginning and end

    /// The first two events; a second time nothing.
    mutating func begin(_ start: AnswerStart, into output: inout [UInt8]) {
        guard !hasStarted else { return }
        hasStarted = true
        self.start = start
        let response = ResponsesObject(context, start)
            .written(status: "in_progress", output: [], usage: nil)
        emit("response.created", response, into: &output)
        emit("response.in_progress", response, into: &output)
    }

    private mutating func emit(
        _ type: StaticString, _ response: [UInt8], into output: inout [UInt8]
    ) {
        events.begin(type, into: &output)
        output.add(",\"response\":")
        output += response
        events.end(into: &output)
    }

    private mutating func end(
        _ type: StaticString, status: String, reason: String?, into output: inout [UInt8]
    ) {
        var object = ResponsesObject(context, start)
        object.incompleteReason = reason
        // Strict clients want counts in the last event, even when nobody told any (pitfall 57).
        response = object.written(
            status: status, output: self.output, usage: usage ?? TokenUsage())
        emit(type, response, into: &output)
    }

    private mutating func failed(_ error: GatewayError, into output: inout [UInt8]) {
        var object = ResponsesObject(context, start)
        object.error = error
        response = object.written(status: "failed", output: self.output, usage: usage)
        emit("response.failed", response, into: &output)
    }

    /// The item that a block belongs to.
    func item(of block: Int) -> Int? {
        blocks.indices.contains(block) ? blocks[block] : nil
    }
}
