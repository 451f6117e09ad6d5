internal import IPC

/// Undoes in an answer what was done to its request: names, custom tools, emulated structured output, think tags, stop
/// texts; and sees that the stop reason agrees with the blocks (facts: translation-matrix, section 8).
struct AnswerFilter {
    private let plan: AnswerPlan
    /// By the provider's block number.
    private var blocks: [FilteredBlock] = []
    /// Blocks of the client so far.
    private var opened = 0
    private var stop: StopReason?
    private var calls = 0
    private var textSeen = false
    private(set) var usage = TokenUsage()
    /// Bytes of text so far, for estimates.
    private(set) var textBytes = 0
    /// A stop text was found: the rest of the answer is not wanted.
    private(set) var isCut = false
    /// Something that a client can see has come.
    private(set) var hasMeaning = false
    private(set) var start = AnswerStart(id: "", model: "")

    init(_ plan: AnswerPlan) { self.plan = plan }

    /// Bytes held back.
    var heldBytes: Int {
        var bytes = 0
        for block in blocks { bytes += block.heldBytes }
        return bytes
    }

    /// What `event` becomes.
    mutating func take(_ event: AnswerEvent, into out: inout [AnswerEvent]) {
        guard !isCut else {
            if case .usage(let usage) = event { self.usage = usage }
            return
        }
        switch event {
        case .start(let start):
            self.start = start
            out.append(event)
        case .open(let index, let start): open(index, start, &out)
        case .text(let index, let text):
            textBytes += text.utf8.count
            text_(index, text, &out)
        case .arguments(let index, let text):
            textBytes += text.utf8.count
            arguments(index, text, &out)
        case .proof(let index, let proof):
            if let number = number(index) { out.append(.proof(number, proof)) }
        case .citation(let index, let citation):
            if let number = number(index) { out.append(.citation(number, citation)) }
        case .logprobs(let index, let json):
            if let number = number(index) { out.append(.logprobs(number, json)) }
        case .close(let index):
            fillArguments(index, &out)
            close(index, &out)
        case .usage(let usage):
            self.usage = usage
            out.append(event)
        case .stop(let reason):
            stop = reason
            hasMeaning = true
        }
    }

    /// Closes what is held back and gives the final stop reason; `estimatedInput` serves when no usage was reported.
    mutating func finish(estimatedInput: UInt64, into out: inout [AnswerEvent]) {
        for index in blocks.indices { close(index, &out) }
        if !usage.isReported {
            usage.input = estimatedInput
            usage.output = UInt64((textBytes + 3) / 4)
            out.append(.usage(usage))
        }
        out.append(.stop(finalStop))
    }

    /// Why the answer ended, as far as that is told; nil until then.
    var reason: StopReason? { stop == nil ? nil : finalStop }

    private var finalStop: StopReason {
        switch stop {
        case .end, .toolCalls, nil: calls > 0 ? .toolCalls : .end
        case .paused: .paused
        case .stopSequence(let text): .stopSequence(text)
        case .length: .length
        case .contextLength: .contextLength
        case .filtered: .filtered
        case .malformed: .malformed
        }
    }

    /// The client's number of a block that it sees.
    private func number(_ index: Int) -> Int? {
        blocks.indices.contains(index) ? blocks[index].number : nil
    }

    private mutating func open(
        _ index: Int, _ start: BlockStart, _ out: inout [AnswerEvent]
    ) {
        guard index == blocks.count else { return }
        switch start {
        case .text: blocks.append(textBlock(&out))
        case .toolCall(let call): blocks.append(callBlock(call, &out))
        case .redactedReasoning, .media, .opaque:
            hasMeaning = true
            blocks.append(passed(start, &out))
        case .refusal, .reasoning: blocks.append(passed(start, &out))
        }
    }

    private mutating func passed(
        _ start: BlockStart, _ out: inout [AnswerEvent]
    ) -> FilteredBlock {
        let number = opened
        opened += 1
        out.append(.open(number, start))
        return FilteredBlock(kind: .passed, number: number)
    }

    private mutating func textBlock(_ out: inout [AnswerEvent]) -> FilteredBlock {
        let isFirst = !textSeen
        textSeen = true
        if plan.extractsThinkTags, isFirst {
            let tags = ThinkTags(revises: !plan.clientStreams)
            return FilteredBlock(kind: .tagged(tags), number: nil)
        }
        if plan.stripsFences, isFirst {
            return FilteredBlock(kind: .fenced(CodeFence()), number: nil)
        }
        if !plan.stopTexts.isEmpty {
            return FilteredBlock(kind: .cut(StopScanner(plan.stopTexts)), number: nil)
        }
        return passed(.text, &out)
    }

    private mutating func callBlock(
        _ call: ToolCallStart, _ out: inout [AnswerEvent]
    ) -> FilteredBlock {
        hasMeaning = true
        if let tool = plan.answerTool, call.name == tool {
            var block = passed(.text, &out)
            block.kind = .answer
            return block
        }
        calls += 1
        var call = call
        if let qualified = plan.namespaces[call.name] {
            call.namespace = qualified.namespace
            call.name = qualified.name
        } else {
            call.name = plan.toolNames.client(call.name)
        }
        let isCustom = call.kind == .function && plan.customTools.contains(call.name)
        if isCustom { call.kind = .custom }
        var block = passed(.toolCall(call), &out)
        if isCustom { block.kind = .custom("") }
        block.lacksArguments = call.kind == .function
        return block
    }

    private mutating func text_(
        _ index: Int, _ text: String, _ out: inout [AnswerEvent]
    ) {
        guard blocks.indices.contains(index) else { return }
        hasMeaning = true
        switch blocks[index].kind {
        case .passed:
            if let number = blocks[index].number { out.append(.text(number, text)) }
        case .tagged(var tags):
            blocks[index].kind = .passed
            let pieces = tags.take(text)
            blocks[index].kind = .tagged(tags)
            emit(pieces, index, &out)
        case .fenced(var fence):
            blocks[index].kind = .passed
            let piece = fence.take(text)
            blocks[index].kind = .fenced(fence)
            emit(text: piece, index, &out)
        case .cut(var scanner):
            blocks[index].kind = .passed
            let piece = scanner.take(text)
            blocks[index].kind = .cut(scanner)
            emit(text: piece, index, &out)
            if let found = scanner.found {
                stop = .stopSequence(found)
                close(index, &out)
                isCut = true
            }
        case .answer, .custom, .closed: break
        }
    }

    private mutating func arguments(
        _ index: Int, _ text: String, _ out: inout [AnswerEvent]
    ) {
        guard blocks.indices.contains(index), let number = blocks[index].number else { return }
        hasMeaning = true
        switch blocks[index].kind {
        case .answer: out.append(.text(number, text))
        case .custom(var held):
            blocks[index].kind = .passed
            held += text
            blocks[index].kind = .custom(held)
        case .passed:
            blocks[index].lacksArguments = false
            out.append(.arguments(number, text))
        case .tagged, .fenced, .cut, .closed: break
        }
    }

    /// A whole call without arguments has an empty object of them (pitfall 18); one that was cut off may lack anything.
    private func fillArguments(_ index: Int, _ out: inout [AnswerEvent]) {
        guard blocks.indices.contains(index), blocks[index].lacksArguments,
            case .passed = blocks[index].kind, let number = blocks[index].number
        else { return }
        out.append(.arguments(number, "{}"))
    }

    private mutating func close(_ index: Int, _ out: inout [AnswerEvent]) {
        guard blocks.indices.contains(index) else { return }
        switch blocks[index].kind {
        case .closed: return
        case .passed, .answer: break
        case .custom(let held):
            let text = Arguments.customInput(held)
            if let number = blocks[index].number, !text.isEmpty {
                out.append(.arguments(number, text))
            }
        case .tagged(var tags): emit(tags.finish(), index, &out)
        case .fenced(var fence): emit(text: fence.finish(), index, &out)
        case .cut(var scanner): emit(text: scanner.finish(), index, &out)
        }
        if let number = blocks[index].number { out.append(.close(number)) }
        blocks[index] = FilteredBlock(kind: .closed, number: nil)
    }

    private mutating func emit(text: String, _ index: Int, _ out: inout [AnswerEvent]) {
        guard !text.isEmpty else { return }
        emit([ThinkTags.Piece(isReasoning: false, text: text)], index, &out)
    }

    /// Pieces of a text block that may be of two kinds: a change of kind closes one block and opens another.
    private mutating func emit(
        _ pieces: [ThinkTags.Piece], _ index: Int, _ out: inout [AnswerEvent]
    ) {
        for piece in pieces where !piece.text.isEmpty {
            if blocks[index].number == nil || blocks[index].isReasoning != piece.isReasoning {
                if let number = blocks[index].number { out.append(.close(number)) }
                blocks[index].number = opened
                blocks[index].isReasoning = piece.isReasoning
                out.append(.open(opened, piece.isReasoning ? .reasoning : .text))
                opened += 1
            }
            if let number = blocks[index].number { out.append(.text(number, piece.text)) }
        }
    }
}

/// What becomes of one block of the provider's.
struct FilteredBlock {
    enum Kind {
        /// As it is.
        case passed
        case tagged(ThinkTags)
        case fenced(CodeFence)
        case cut(StopScanner)
        /// Arguments of the tool that stands for the answer's text.
        case answer
        /// Arguments of a custom tool, until they are whole.
        case custom(String)
        case closed
    }

    var kind: Kind
    /// The client's number; nil while the client sees nothing of it.
    var number: Int?
    var isReasoning = false
    /// A call of a function whose arguments have not begun.
    var lacksArguments = false

    var heldBytes: Int {
        switch kind {
        case .passed, .answer, .closed: 0
        case .tagged(let tags): tags.heldBytes
        case .fenced(let fence): fence.heldBytes
        case .cut(let scanner): scanner.heldBytes
        case .custom(let text): text.utf8.count
        }
    }
}
