internal import IPC
internal import JSON

/// Whole items.
extension ResponsesAnswerDecoder {
    /// An item begins.
    mutating func added(
        _ node: JSONTape.Node, _ data: RawSpan, _ events: inout [AnswerEvent]
    ) {
        startLate(&events)
        let index = announced(node, number("output_index", data), data)
        current = index
        let type = items[index].type
        guard type == "function_call" || type == "custom_tool_call" else { return }
        // Some announce a call before its name is known; then the whole item opens it (pitfall 15).
        guard let name = text("name", of: node, data), !name.isEmpty,
            let id = text("call_id", of: node, data), !id.isEmpty
        else { return }
        openCall(index, id: id, name: name, node, data, &events)
    }

    /// The item of a node: known by its id or place, else new.
    private mutating func announced(
        _ node: JSONTape.Node, _ outputIndex: Int?, _ data: RawSpan
    ) -> Int {
        let id = text("id", of: node, data) ?? ""
        let type = text("type", of: node, data) ?? "message"
        let phase = text("phase", of: node, data)
        let found = known(id: id, outputIndex: outputIndex, type: type)
        if let found {
            if items[found].phase == nil { items[found].phase = phase }
            return found
        }
        var item = ResponsesItem(id: id, outputIndex: outputIndex, type: type)
        item.phase = phase
        items.append(item)
        return items.count - 1
    }

    private func known(id: String, outputIndex: Int?, type: String) -> Int? {
        if !id.isEmpty, let found = items.lastIndex(where: { $0.id == id && $0.type == type }) {
            return found
        }
        guard let outputIndex else { return nil }
        return items.lastIndex { $0.outputIndex == outputIndex && $0.type == type }
    }

    /// An item is whole.
    mutating func done(
        _ node: JSONTape.Node, _ data: RawSpan, _ events: inout [AnswerEvent]
    ) {
        startLate(&events)
        let index = announced(node, number("output_index", data), data)
        current = index
        complete(index, node, data, &events)
    }

    /// Items of the last event that never came by themselves (pitfalls 23 and 24).
    mutating func rest(
        _ output: JSONTape.Node, _ data: RawSpan, _ events: inout [AnswerEvent]
    ) {
        var position = 0
        tape.forEachElement(of: output) { node in
            guard tape.kind(node) == .object else { return }
            let index = announced(node, position, data)
            position += 1
            complete(index, node, data, &events)
        }
    }

    /// Gives what is missing of an item and closes it; a second time changes nothing (pitfall 26).
    private mutating func complete(
        _ index: Int, _ node: JSONTape.Node, _ data: RawSpan, _ events: inout [AnswerEvent]
    ) {
        guard !items[index].isDone else { return }
        items[index].isDone = true
        tools.note(node, tape, data)
        let type = items[index].type
        switch type {
        case "message": message(index, node, data, &events)
        case "reasoning": reasoning(index, node, data, &events)
        case "function_call": call(index, "arguments", node, data, &events)
        case "custom_tool_call": call(index, "input", node, data, &events)
        case "image_generation_call" where !isOwn: image(node, data, &events)
        default:
            if let tool = ResponsesLocalTool.called(type) {
                local(tool, node, data, &events)
            } else {
                opaque(type, node, data, &events)
            }
        }
        close(index, &events)
    }

    // MARK: Kinds of items

    private mutating func message(
        _ index: Int, _ node: JSONTape.Node, _ data: RawSpan, _ events: inout [AnswerEvent]
    ) {
        guard let content = tape.member("content", of: node, in: data) else { return }
        // Some hosts count parts that they do not show: then only their order can be trusted.
        let given = items[index].sent.indices.filter { items[index].sent[$0] > 0 }
        let isCounted = given.count == tape.count(content)
        var place = 0
        tape.forEachElement(of: content) { part in
            let position = isCounted ? given[place] : place
            place += 1
            if let text = text("text", of: part, data) {
                fill(index, .text, position, text, &events)
                annotations(index, position, part, data, &events)
            } else if let refusal = text("refusal", of: part, data) {
                fill(index, .refusal, position, refusal, &events)
            }
        }
    }

    private mutating func annotations(
        _ index: Int, _ position: Int, _ part: JSONTape.Node, _ data: RawSpan,
        _ events: inout [AnswerEvent]
    ) {
        guard let list = tape.member("annotations", of: part, in: data),
            let block = items[index].block, items[index].partIndex == position
        else { return }
        var number = 0
        let given = items[index].annotations
        tape.forEachElement(of: list) { node in
            number += 1
            if number > given { events.append(.citation(block, citation(node, data))) }
        }
        items[index].annotations = max(given, number)
    }

    private mutating func reasoning(
        _ index: Int, _ node: JSONTape.Node, _ data: RawSpan, _ events: inout [AnswerEvent]
    ) {
        if items[index].sentBytes(0) == 0 {
            let summary = texts("summary", node, data)
            let shown = summary.isEmpty ? texts("content", node, data) : summary
            let text = shown.joined(separator: "\n\n")
            if !text.isEmpty {
                let block = open(index, .reasoning, items[index].partIndex, &events)
                items[index].note(text.utf8.count, part: 0)
                events.append(.text(block, text))
            }
        }
        // Only here it is final: the one of the item's beginning is a snapshot (pitfall 27).
        let proof = text("encrypted_content", of: node, data) ?? ""
        guard !proof.isEmpty || (isOwn && !items[index].id.isEmpty) else { return }
        let block = open(index, .reasoning, items[index].partIndex, &events)
        guard !proof.isEmpty else { return }
        let id = items[index].id
        events.append(
            .proof(
                block,
                Proof(ProofEnvelope.family(target), proof, itemID: id.isEmpty ? nil : id)))
    }

    private func texts(
        _ name: StaticString, _ node: JSONTape.Node, _ data: RawSpan
    ) -> [String] {
        guard let list = tape.member(name, of: node, in: data) else { return [] }
        var texts: [String] = []
        tape.forEachElement(of: list) { part in
            if let text = text("text", of: part, data), !text.isEmpty { texts.append(text) }
        }
        return texts
    }

    private mutating func openCall(
        _ index: Int, id: String, name: String, _ node: JSONTape.Node, _ data: RawSpan,
        _ events: inout [AnswerEvent]
    ) {
        guard items[index].block == nil else { return }
        let isCustom = items[index].type == "custom_tool_call"
        if isCustom, target.profile == "xai", Self.traces.contains(name) { return }
        var start = ToolCallStart(id: id, name: name, kind: isCustom ? .custom : .function)
        start.namespace = text("namespace", of: node, data)
        items[index].block = begin(.toolCall(start), &events)
        items[index].part = .call
        called = true
    }

    /// What xAI's own search reports of itself as calls, which no client can answer.
    private static let traces: Set<String> = [
        "x_user_search", "x_keyword_search", "x_semantic_search", "x_thread_fetch", "view_x_video",
    ]

    private mutating func call(
        _ index: Int, _ member: StaticString, _ node: JSONTape.Node, _ data: RawSpan,
        _ events: inout [AnswerEvent]
    ) {
        if items[index].block == nil {
            let id = text("call_id", of: node, data) ?? ""
            let name = text("name", of: node, data) ?? ""
            guard !name.isEmpty else { return }
            openCall(
                index, id: id.isEmpty ? CallIDs.invented(target, index) : id, name: name, node,
                data,
                &events)
        }
        guard let block = items[index].block,
            let value = tape.member(member, of: node, in: data), !tape.isNull(value)
        else { return }
        // Some hosts give an object where a text is due (pitfall 19).
        let whole = tape.string(value, in: data) ?? RawJSON(value, tape, data).text
        if let missing = Self.missing(whole, items[index].sentBytes(0)) {
            items[index].note(missing.utf8.count, part: 0)
            events.append(.arguments(block, missing))
        }
    }

    private mutating func local(
        _ tool: ResponsesLocalTool, _ node: JSONTape.Node, _ data: RawSpan,
        _ events: inout [AnswerEvent]
    ) {
        let id = text("call_id", of: node, data) ?? text("id", of: node, data) ?? ""
        var start = ToolCallStart(
            id: id.isEmpty ? CallIDs.invented(target, blockCount) : id, name: tool.name)
        start.builtin = OpaqueValue(.openaiResponses, RawJSON(node, tape, data))
        let block = begin(.toolCall(start), &events)
        called = true
        if let arguments = tape.member(tool.member, of: node, in: data) {
            events.append(.arguments(block, RawJSON(arguments, tape, data).text))
        }
        events.append(.close(block))
    }

    private mutating func image(
        _ node: JSONTape.Node, _ data: RawSpan, _ events: inout [AnswerEvent]
    ) {
        guard let base64 = text("result", of: node, data), !base64.isEmpty else { return }
        let type = text("output_format", of: node, data).map { "image/\($0)" }
        let media = Media(
            .image, .base64(base64),
            mediaType: type ?? DataURI.sniffed(base64: base64) ?? "image/png")
        let block = begin(.media(media), &events)
        events.append(.close(block))
    }

    private mutating func opaque(
        _ type: String, _ node: JSONTape.Node, _ data: RawSpan, _ events: inout [AnswerEvent]
    ) {
        let block = begin(
            .opaque(
                OpaqueBlock(.openaiResponses, type: type, json: RawJSON(node, tape, data))),
            &events)
        events.append(.close(block))
    }
}
