internal import IPC
internal import JSON

/// Pieces of items.
extension ResponsesAnswerDecoder {
    /// The item that an event speaks of; one that was never announced begins here (pitfall 22).
    mutating func item(_ type: String, _ data: RawSpan) -> Int {
        let id = member("item_id", data)
        if let current, let id, tape.equals(id, text: items[current].id, in: data) {
            return current
        }
        let outputIndex = number("output_index", data)
        let text = id.flatMap { tape.string($0, in: data) } ?? ""
        let found =
            (text.isEmpty ? nil : items.lastIndex { $0.id == text })
            ?? outputIndex.flatMap { wanted in items.lastIndex { $0.outputIndex == wanted } }
            ?? (outputIndex == nil && text.isEmpty ? current : nil)
            ?? items.lastIndex { $0.type == type && !$0.isDone }
        if let found {
            current = found
            return found
        }
        items.append(ResponsesItem(id: text, outputIndex: outputIndex, type: type))
        current = items.count - 1
        return items.count - 1
    }

    /// More text of a message.
    mutating func delta(
        _ part: ResponsesItem.Part, _ data: RawSpan, _ events: inout [AnswerEvent]
    ) {
        guard let node = member("delta", data), let text = tape.string(node, in: data),
            !text.isEmpty
        else { return }
        let index = item("message", data)
        let position = number("content_index", data) ?? 0
        let block = open(index, part, position, &events)
        items[index].note(text.utf8.count, part: position)
        events.append(.text(block, text))
        guard let logprobs = member("logprobs", data), tape.kind(logprobs) == .array,
            tape.count(logprobs) > 0
        else { return }
        events.append(.logprobs(block, ResponsesLogprobs.chat(RawJSON(logprobs, tape, data))))
    }

    /// More of a reasoning's text; `position` names the member that numbers its parts.
    mutating func reasoningDelta(
        _ position: StaticString, _ data: RawSpan, _ events: inout [AnswerEvent]
    ) {
        guard let node = member("delta", data), let text = tape.string(node, in: data),
            !text.isEmpty
        else { return }
        let index = item("reasoning", data)
        let source = position.description
        guard items[index].reasoningSource ?? source == source else { return }
        items[index].reasoningSource = source
        let part = number(position, data) ?? 0
        let block = open(index, .reasoning, items[index].partIndex, &events)
        // Parts of one item stay one block, a blank line between them (pitfall 28).
        if part != items[index].partIndex, items[index].sentBytes(0) > 0 {
            events.append(.text(block, "\n\n"))
        }
        items[index].partIndex = part
        items[index].note(text.utf8.count, part: 0)
        events.append(.text(block, text))
    }

    /// More of a call's arguments.
    mutating func argumentsDelta(
        _ type: String, _ data: RawSpan, _ events: inout [AnswerEvent]
    ) {
        guard let node = member("delta", data), let text = tape.string(node, in: data),
            !text.isEmpty
        else { return }
        let index = item(type, data)
        // Without a start the name is not known: the whole item brings it.
        guard let block = items[index].block else { return }
        items[index].note(text.utf8.count, part: 0)
        events.append(.arguments(block, text))
    }

    /// A whole text after its pieces, of which none may have come (pitfall 23).
    mutating func filled(
        _ name: StaticString, _ part: ResponsesItem.Part, _ data: RawSpan,
        _ events: inout [AnswerEvent]
    ) {
        guard let text = text(name, of: tape.root, data), !text.isEmpty else { return }
        let index = item("message", data)
        fill(index, part, number("content_index", data) ?? 0, text, &events)
    }

    /// Gives what is missing of a message's part.
    mutating func fill(
        _ index: Int, _ part: ResponsesItem.Part, _ position: Int, _ text: String,
        _ events: inout [AnswerEvent]
    ) {
        guard let missing = Self.missing(text, items[index].sentBytes(position)) else { return }
        // An earlier part is closed already; its block cannot grow any more.
        guard items[index].sentBytes(position) == 0 || items[index].partIndex == position else {
            return
        }
        let block = open(index, part, position, &events)
        items[index].note(missing.utf8.count, part: position)
        events.append(.text(block, missing))
    }

    /// What stands in `text` behind its first `sent` bytes; nil when that is nothing, or the cut is within a character.
    static func missing(_ text: String, _ sent: Int) -> String? {
        guard sent > 0 else { return text.isEmpty ? nil : text }
        let bytes = text.utf8
        guard bytes.count > sent else { return nil }
        let cut = bytes.index(bytes.startIndex, offsetBy: sent)
        guard bytes[cut] & 0xC0 != 0x80 else { return nil }
        return String(text[cut...])
    }

    /// A citation of the text that is open.
    mutating func annotation(_ data: RawSpan, _ events: inout [AnswerEvent]) {
        guard let node = member("annotation", data), tape.kind(node) == .object else { return }
        let index = item("message", data)
        guard let block = items[index].block else { return }
        items[index].annotations += 1
        events.append(.citation(block, citation(node, data)))
    }

    func citation(_ node: JSONTape.Node, _ data: RawSpan) -> Citation {
        guard let document = try? JSONDocument(RawJSON(node, tape, data).bytes) else {
            return Citation()  // cannot be: it was parsed as a part of the event
        }
        return ResponsesCitation.read(document.root)
    }

    // MARK: Blocks

    /// The block of an item's part, opened if it is not.
    mutating func open(
        _ index: Int, _ part: ResponsesItem.Part, _ position: Int, _ events: inout [AnswerEvent]
    ) -> Int {
        if let block = items[index].block, items[index].part == part,
            items[index].partIndex == position
        {
            return block
        }
        close(index, &events)
        let start: BlockStart =
            switch part {
            case .text, .call: .text
            case .refusal: .refusal
            case .reasoning: .reasoning
            }
        if part == .refusal { refused = true }
        let block = begin(start, &events)
        items[index].block = block
        items[index].part = part
        items[index].partIndex = position
        items[index].annotations = 0
        markOwn(index, part, block, &events)
        return block
    }

    /// Ids and phases, for clients that send them back in this dialect.
    private func markOwn(
        _ index: Int, _ part: ResponsesItem.Part, _ block: Int, _ events: inout [AnswerEvent]
    ) {
        guard isOwn else { return }
        let family = ProofEnvelope.family(target)
        switch part {
        case .text:
            if let phase = items[index].phase {
                events.append(.proof(block, Proof(family, phase)))
            }
        case .reasoning:
            guard !items[index].id.isEmpty else { return }
            events.append(.proof(block, Proof(family, "", itemID: items[index].id)))
        case .refusal, .call: break
        }
    }

    /// Opens a block and gives its number.
    mutating func begin(_ start: BlockStart, _ events: inout [AnswerEvent]) -> Int {
        startLate(&events)
        let block = blockCount
        blockCount += 1
        events.append(.open(block, start))
        return block
    }

    /// Closes an item's open block.
    mutating func close(_ index: Int, _ events: inout [AnswerEvent]) {
        guard let block = items[index].block else { return }
        items[index].block = nil
        items[index].part = nil
        events.append(.close(block))
    }
}
