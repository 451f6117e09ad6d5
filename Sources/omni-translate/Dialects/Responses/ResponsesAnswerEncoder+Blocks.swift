internal import IPC
internal import JSON

/// Blocks of the answer as items.
extension ResponsesAnswerEncoder {
    /// A block begins.
    mutating func open(_ block: Int, _ start: BlockStart, into output: inout [UInt8]) {
        guard block == blocks.count else { return }
        begin(AnswerStart(id: "", model: ""), into: &output)
        endPendingCalls(into: &output)
        switch start {
        case .text: blocks.append(openPart(block, isRefusal: false, into: &output))
        case .refusal:
            hasRefusal = true
            blocks.append(openPart(block, isRefusal: true, into: &output))
        case .reasoning: blocks.append(append(ResponsesOutput(.reasoning), into: &output))
        case .redactedReasoning:
            var item = ResponsesOutput(.reasoning)
            item.isRedacted = true
            blocks.append(append(item, into: &output))
        case .toolCall(let call):
            let index = append(ResponsesOutput(.call(call)), into: &output)
            blocks.append(index)
            if !delaysCalls, localTool(call) == nil { add(index, into: &output) }
        case .media(let media):
            blocks.append(nil)
            closeMessage(into: &output)
            image(media, into: &output)
        case .opaque(let opaque):
            blocks.append(nil)
            guard opaque.dialect == .openaiResponses else { return }
            closeMessage(into: &output)
            instant(opaque.json.bytes, into: &output)
        }
    }

    private mutating func append(_ item: ResponsesOutput, into output: inout [UInt8]) -> Int {
        closeMessage(into: &output)
        items.append(item)
        return items.count - 1
    }

    private mutating func openPart(
        _ block: Int, isRefusal: Bool, into output: inout [UInt8]
    ) -> Int {
        if let message, joinsText, items[message].openPart == nil, !items[message].isDone {
            items[message].openPart = block
            items[message].isRefusal = isRefusal
            return message
        }
        closeMessage(into: &output)
        var item = ResponsesOutput(.message)
        item.openPart = block
        item.isRefusal = isRefusal
        items.append(item)
        message = items.count - 1
        return items.count - 1
    }

    // MARK: Content

    /// More text of a block.
    mutating func text(_ block: Int, _ text: String, into output: inout [UInt8]) {
        guard let index = item(of: block), !items[index].isDone else { return }
        switch items[index].kind {
        case .message: startPart(index, into: &output)
        case .reasoning: startSummary(index, into: &output)
        case .call: return
        }
        switch items[index].kind {
        case .message where items[index].isRefusal:
            events.begin("response.refusal.delta", into: &output)
        case .message: events.begin("response.output_text.delta", into: &output)
        case .reasoning, .call:
            events.begin("response.reasoning_summary_text.delta", into: &output)
        }
        output += items[index].deltaHead
        delta(index, text, into: &output)
        if case .message = items[index].kind, !items[index].isRefusal {
            output.add(",\"logprobs\":[]")
        }
        events.end(into: &output)
    }

    /// The text of a delta, which is kept for the end as well.
    private mutating func delta(_ index: Int, _ text: String, into output: inout [UInt8]) {
        let from = output.count
        output.add(escaped: text)
        items[index].text += output[from...]
        output.add("\"")
    }

    /// More of a call's arguments.
    mutating func arguments(_ block: Int, _ text: String, into output: inout [UInt8]) {
        guard let index = item(of: block), case .call(let call) = items[index].kind,
            !items[index].isDone
        else { return }
        guard items[index].isAdded else {
            items[index].text.add(escaped: text)
            return
        }
        events.begin(
            call.kind == .custom
                ? "response.custom_tool_call_input.delta"
                : "response.function_call_arguments.delta", into: &output)
        output += items[index].deltaHead
        delta(index, text, into: &output)
        events.end(into: &output)
    }

    /// A citation of a text.
    mutating func annotation(_ block: Int, _ citation: Citation, into output: inout [UInt8]) {
        guard let index = item(of: block), items[index].openPart == block else { return }
        var writer = JSONWriter()
        guard ResponsesCitation.write(citation, into: &writer) else { return }
        startPart(index, into: &output)
        let json = writer.take()
        events.begin("response.output_text.annotation.added", into: &output)
        place(index, into: &output)
        output.add(",\"annotation_index\":")
        output.add(items[index].annotationCount)
        output.add(",\"annotation\":")
        output += json
        events.end(into: &output)
        if items[index].annotationCount > 0 { items[index].annotations.add(",") }
        items[index].annotations += json
        items[index].annotationCount += 1
    }

    // MARK: Starts

    /// Where an event belongs: item, place in the output, content part.
    func place(_ index: Int, _ part: StaticString = "content_index", into output: inout [UInt8]) {
        itemPlace(index, into: &output)
        output.add(",\"")
        output.add(part)
        output.add("\":")
        output.add(items[index].partCount)
    }

    /// Where an event belongs: item and place in the output.
    func itemPlace(_ index: Int, into output: inout [UInt8]) {
        output.add(",\"item_id\":\"")
        output.append(contentsOf: items[index].id.utf8)
        output.add("\",\"output_index\":")
        output.add(items[index].index)
    }

    /// Tells the client of an item, which gets its place in the output.
    mutating func add(_ index: Int, into output: inout [UInt8]) {
        guard !items[index].isAdded else { return }
        items[index].isAdded = true
        items[index].index = self.output.count
        self.output.append([])
        items[index].id = id(index)
        events.begin("response.output_item.added", into: &output)
        output.add(",\"output_index\":")
        output.add(items[index].index)
        output.add(",\"item\":")
        write(items[index], status: "in_progress", into: &output)
        events.end(into: &output)
        guard case .call = items[index].kind else { return }
        var head: [UInt8] = []
        itemPlace(index, into: &head)
        head.add(",\"delta\":\"")
        items[index].deltaHead = head
    }

    private func id(_ index: Int) -> String {
        let item = items[index]
        let prefix: String
        switch item.kind {
        case .message: prefix = "msg_"
        case .reasoning:
            // Encrypted reasoning is sealed to its id.
            if let id = item.proof?.itemID, ResponsesIDs.isLegal(id, "reasoning") { return id }
            prefix = "rs_"
        case .call(let call):
            prefix = call.kind == .custom ? "ctc_" : "fc_"
        }
        return InventedIDs.id(prefix, context.target, "item \(item.index)")
    }

    private mutating func startPart(_ index: Int, into output: inout [UInt8]) {
        guard items[index].deltaHead.isEmpty else { return }
        add(index, into: &output)
        events.begin("response.content_part.added", into: &output)
        place(index, into: &output)
        output.add(
            items[index].isRefusal
                ? ",\"part\":{\"type\":\"refusal\",\"refusal\":\"\"}"
                : ",\"part\":{\"type\":\"output_text\",\"text\":\"\",\"annotations\":[],\"logprobs\":[]}"
        )
        events.end(into: &output)
        var head: [UInt8] = []
        place(index, into: &head)
        head.add(",\"delta\":\"")
        items[index].deltaHead = head
    }

    private mutating func startSummary(_ index: Int, into output: inout [UInt8]) {
        guard items[index].deltaHead.isEmpty else { return }
        add(index, into: &output)
        events.begin("response.reasoning_summary_part.added", into: &output)
        place(index, "summary_index", into: &output)
        output.add(",\"part\":{\"type\":\"summary_text\",\"text\":\"\"}")
        events.end(into: &output)
        var head: [UInt8] = []
        place(index, "summary_index", into: &head)
        head.add(",\"delta\":\"")
        items[index].deltaHead = head
    }
}
