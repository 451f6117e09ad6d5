internal import IPC
internal import JSON

/// Ends of parts and items.
extension ResponsesAnswerEncoder {
    /// A block ends.
    mutating func close(_ block: Int, into output: inout [UInt8]) {
        guard let index = item(of: block), !items[index].isDone else { return }
        switch items[index].kind {
        case .message:
            endPart(index, into: &output)
            // A message that others have overtaken gets no further text.
            if message != index || !joinsText { endMessage(index, into: &output) }
        case .reasoning: endReasoning(index, into: &output)
        case .call(let call): endCall(index, call, into: &output)
        }
    }

    /// Ends everything; `isCut`: the answer reached its limit, so that what is open is not whole.
    mutating func closeAll(isCut: Bool, into output: inout [UInt8]) {
        for index in items.indices where !items[index].isDone {
            switch items[index].kind {
            case .message:
                endPart(index, into: &output)
                endMessage(index, isCut: isCut, into: &output)
            case .reasoning: endReasoning(index, into: &output)
            case .call(let call):
                let isWhole = call.kind == .function && isJSON(items[index].text)
                done(index, call, isCut: isCut && !isWhole, into: &output)
            }
        }
        message = nil
    }

    /// Ends the message that text went to, unless a part of it is still open.
    mutating func closeMessage(into output: inout [UInt8]) {
        guard let index = message else { return }
        message = nil
        if items[index].openPart == nil { endMessage(index, into: &output) }
    }

    // MARK: Messages

    private mutating func endPart(_ index: Int, into output: inout [UInt8]) {
        guard items[index].openPart != nil else { return }
        items[index].openPart = nil
        guard !items[index].deltaHead.isEmpty else { return }
        let part = finishedPart(items[index])
        let isRefusal = items[index].isRefusal
        events.begin(
            isRefusal ? "response.refusal.done" : "response.output_text.done", into: &output)
        place(index, into: &output)
        output.add(isRefusal ? ",\"refusal\":\"" : ",\"text\":\"")
        output += items[index].text
        output.add(isRefusal ? "\"" : "\",\"logprobs\":[")
        if !isRefusal {
            output += items[index].logprobs
            output.add("]")
        }
        events.end(into: &output)
        events.begin("response.content_part.done", into: &output)
        place(index, into: &output)
        output.add(",\"part\":")
        output += part
        events.end(into: &output)
        if items[index].partCount > 0 { items[index].parts.add(",") }
        items[index].parts += part
        items[index].partCount += 1
        items[index].text.removeAll(keepingCapacity: true)
        items[index].annotations = []
        items[index].annotationCount = 0
        items[index].logprobs = []
        items[index].deltaHead = []
    }

    private func finishedPart(_ item: ResponsesOutput) -> [UInt8] {
        var part: [UInt8] = []
        part.reserveCapacity(item.text.count + item.annotations.count + item.logprobs.count + 96)
        guard !item.isRefusal else {
            part.add("{\"type\":\"refusal\",\"refusal\":\"")
            part += item.text
            part.add("\"}")
            return part
        }
        part.add("{\"type\":\"output_text\",\"text\":\"")
        part += item.text
        part.add("\",\"annotations\":[")
        part += item.annotations
        part.add("],\"logprobs\":[")
        part += item.logprobs
        part.add("]}")
        return part
    }

    private mutating func endMessage(
        _ index: Int, isCut: Bool = false, into output: inout [UInt8]
    ) {
        guard !items[index].isDone else { return }
        items[index].isDone = true
        if items[index].isAdded {
            endItem(index, status: isCut ? "incomplete" : "completed", into: &output)
        }
        proofAfter(index, into: &output)
    }

    /// A signature of a text travels in a reasoning item of its own.
    private mutating func proofAfter(_ index: Int, into output: inout [UInt8]) {
        guard let proof = items[index].proof, ResponsesPhase.of(proof) == nil,
            !proof.value.isEmpty, context.target.provider != .openaiResponses
        else { return }
        bareProof(proof, into: &output)
    }

    private mutating func bareProof(_ proof: Proof, into output: inout [UInt8]) {
        var item = ResponsesOutput(.reasoning)
        item.proof = proof
        items.append(item)
        endReasoning(items.count - 1, into: &output)
    }

    // MARK: Reasoning

    private mutating func endReasoning(_ index: Int, into output: inout [UInt8]) {
        if !items[index].deltaHead.isEmpty {
            events.begin("response.reasoning_summary_text.done", into: &output)
            place(index, "summary_index", into: &output)
            output.add(",\"text\":\"")
            output += items[index].text
            output.add("\"")
            events.end(into: &output)
            events.begin("response.reasoning_summary_part.done", into: &output)
            place(index, "summary_index", into: &output)
            output.add(",\"part\":{\"type\":\"summary_text\",\"text\":\"")
            output += items[index].text
            output.add("\"}")
            events.end(into: &output)
        } else {
            // Nothing to show and nothing to give back: no item.
            guard items[index].proof != nil else {
                items[index].isDone = true
                return
            }
            add(index, into: &output)
        }
        endItem(index, status: "completed", into: &output)
    }

    // MARK: Calls

    /// The tool of this dialect's own that a call stands for.
    func localTool(_ call: ToolCallStart) -> ResponsesLocalTool? {
        if call.builtin?.dialect == .openaiResponses { return ResponsesLocalTool.named(call.name) }
        return context.plan.builtinTools[call.name].flatMap(ResponsesLocalTool.named)
    }

    private mutating func endCall(
        _ index: Int, _ call: ToolCallStart, into output: inout [UInt8]
    ) {
        // Whether broken arguments are the model's or the limit's is told by what follows (pitfall 63).
        if call.kind == .function, isJSON(items[index].text) {
            done(index, call, isCut: false, into: &output)
        } else {
            ending.append(index)
        }
    }

    /// Calls that ended before something else began were whole.
    mutating func endPendingCalls(into output: inout [UInt8]) {
        for index in ending where !items[index].isDone {
            if case .call(let call) = items[index].kind {
                done(index, call, isCut: false, into: &output)
            }
        }
        ending.removeAll(keepingCapacity: true)
    }

    private mutating func done(
        _ index: Int, _ call: ToolCallStart, isCut: Bool, into output: inout [UInt8]
    ) {
        if let proof = items[index].proof, !proof.value.isEmpty, !items[index].isAdded {
            bareProof(proof, into: &output)
        }
        if let tool = localTool(call), let json = localItem(index, call, tool) {
            items[index].isDone = true
            return instant(json, into: &output)
        }
        let isFunction = call.kind == .function
        let wasAdded = items[index].isAdded
        if !wasAdded { addWhole(index, into: &output) }
        if isFunction, !isCut, items[index].text.allSatisfy({ $0 == 0x20 }) {
            // Without arguments a function has an empty object of them (pitfall 18).
            items[index].text = []
            arguments(index, isFunction, "{}", into: &output)
        }
        if !isCut {
            events.begin(
                isFunction
                    ? "response.function_call_arguments.done"
                    : "response.custom_tool_call_input.done", into: &output)
            itemPlace(index, into: &output)
            output.add(",\"name\":")
            output.add(quoted: call.name)
            output.add(isFunction ? ",\"arguments\":\"" : ",\"input\":\"")
            output += items[index].text
            output.add("\"")
            events.end(into: &output)
        }
        endItem(index, status: isCut ? "incomplete" : "completed", into: &output)
    }

    /// A call that was held back: begins, and all of its arguments at once.
    private mutating func addWhole(_ index: Int, into output: inout [UInt8]) {
        var held: [UInt8] = []
        swap(&held, &items[index].text)
        add(index, into: &output)
        guard case .call(let call) = items[index].kind, !held.isEmpty else { return }
        argumentsHead(index, call.kind == .function, into: &output)
        output += held
        output.add("\"")
        events.end(into: &output)
        items[index].text = held
    }

    private mutating func arguments(
        _ index: Int, _ isFunction: Bool, _ text: StaticString, into output: inout [UInt8]
    ) {
        argumentsHead(index, isFunction, into: &output)
        output.add(text)
        output.add("\"")
        events.end(into: &output)
        items[index].text.add(text)
    }

    private mutating func argumentsHead(
        _ index: Int, _ isFunction: Bool, into output: inout [UInt8]
    ) {
        events.begin(
            isFunction
                ? "response.function_call_arguments.delta"
                : "response.custom_tool_call_input.delta", into: &output)
        output += items[index].deltaHead
    }

    /// Whether the inside of a JSON string stands for a JSON text.
    private func isJSON(_ escaped: [UInt8]) -> Bool {
        guard let text = unescaped(escaped) else { return false }
        var tape = JSONTape()
        do throws(JSONError) {
            try tape.parse(text)
            return true
        } catch {
            return false
        }
    }

    private func unescaped(_ escaped: [UInt8]) -> [UInt8]? {
        guard !escaped.isEmpty else { return nil }
        guard escaped.contains(UInt8(ascii: "\\")) else { return escaped }
        var quoted: [UInt8] = [UInt8(ascii: "\"")]
        quoted += escaped
        quoted.append(UInt8(ascii: "\""))
        guard let document = try? JSONDocument(quoted) else { return nil }  // we escaped it
        return document.root.string.map { Array($0.utf8) }
    }

    // MARK: Items

    private mutating func endItem(_ index: Int, status: StaticString, into output: inout [UInt8]) {
        var json: [UInt8] = []
        write(items[index], status: status, into: &json)
        itemDone(items[index].index, json, into: &output)
        self.output[items[index].index] = json
        items[index].isDone = true
        items[index].text = []
        items[index].parts = []
        items[index].deltaHead = []
    }

    private mutating func itemDone(_ place: Int, _ json: [UInt8], into output: inout [UInt8]) {
        events.begin("response.output_item.done", into: &output)
        output.add(",\"output_index\":")
        output.add(place)
        output.add(",\"item\":")
        output += json
        events.end(into: &output)
    }

    /// An item that is whole at once.
    mutating func instant(_ json: [UInt8], into output: inout [UInt8]) {
        let place = self.output.count
        self.output.append(json)
        events.begin("response.output_item.added", into: &output)
        output.add(",\"output_index\":")
        output.add(place)
        output.add(",\"item\":")
        output += Self.begun(json)
        events.end(into: &output)
        itemDone(place, json, into: &output)
    }

    /// A finished item as it was when it began.
    private static func begun(_ json: [UInt8]) -> [UInt8] {
        let span = json.span.bytes
        var tape = JSONTape()
        do throws(JSONError) {
            try tape.parse(span)
        } catch {
            return json  // it was parsed before
        }
        var splice = JSONSplice()
        var members = tape.members(of: tape.root)
        while let member = tape.nextMember(&members) {
            if tape.equals(member.name, "status", in: span) {
                guard tape.equals(member.value, "completed", in: span) else { continue }
                splice.replace(member.value, with: Array("\"in_progress\"".utf8), on: tape)
            } else if tape.kind(member.value) == .string,
                tape.equals(member.name, "arguments", in: span)
                    || tape.equals(member.name, "input", in: span)
            {
                splice.replace(member.value, with: Array("\"\"".utf8), on: tape)
            }
        }
        return splice.apply(to: json)
    }
}
