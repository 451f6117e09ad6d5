internal import IPC
internal import JSON

/// The parts of a chunk, one after the other (facts: gemini, section 3).
extension GeminiAnswerDecoder {
    /// What a part holds.
    private struct Part {
        var text: JSONTape.Node?
        var isThought = false
        var signature: JSONTape.Node?
        var call: JSONTape.Node?
        var inline: JSONTape.Node?
        var file: JSONTape.Node?
        /// The name of data that only this dialect knows.
        var other: JSONTape.Node?
    }

    mutating func take(
        part node: JSONTape.Node, _ tape: JSONTape, _ data: RawSpan,
        _ events: inout [AnswerEvent]
    ) {
        let part = Self.part(node, tape, data)
        let proof = part.signature.flatMap { tape.string($0, in: data) }
            .flatMap { $0.isEmpty ? nil : Proof(.google, $0) }
        if let call = part.call {
            take(call: call, proof, tape, data, &events)
        } else if let inline = part.inline {
            emit(media: Self.inline(inline, tape, data), proof, &events)
        } else if let file = part.file {
            emit(media: Self.file(file, tape, data), proof, &events)
        } else if let other = part.other {
            close(&events)
            hasContent = true
            if tape.equals(other, "executableCode", in: data) { tally.noteRun() }
            let type = tape.string(other, in: data) ?? ""
            let block = OpaqueBlock(.gemini, type: type, json: RawJSON(node, tape, data))
            events.append(.open(nextBlock, .opaque(block)))
            events.append(.close(nextBlock))
            nextBlock += 1
        } else {
            let text = part.text.flatMap { tape.string($0, in: data) } ?? ""
            take(text: text, isThought: part.isThought, proof, &events)
        }
    }

    private static func part(
        _ node: JSONTape.Node, _ tape: JSONTape, _ data: RawSpan
    ) -> Part {
        var part = Part()
        var cursor = tape.members(of: node)
        while let member = tape.nextMember(&cursor) {
            if tape.equals(member.name, "text", in: data) {
                part.text = member.value
            } else if tape.equals(member.name, "thought", in: data) {
                part.isThought = tape.bool(member.value) ?? false
            } else if tape.equals(member.name, "thoughtSignature", in: data) {
                part.signature = member.value
            } else if tape.equals(member.name, "functionCall", in: data) {
                part.call = member.value
            } else if tape.equals(member.name, "inlineData", in: data) {
                part.inline = member.value
            } else if tape.equals(member.name, "fileData", in: data) {
                part.file = member.value
            } else if tape.kind(member.value) == .object,
                !tape.equals(member.name, "videoMetadata", in: data),
                !tape.equals(member.name, "partMetadata", in: data),
                !tape.equals(member.name, "mediaResolution", in: data)
            {
                part.other = member.name
            }
        }
        return part
    }

    // MARK: Text

    private mutating func take(
        text: String, isThought: Bool, _ proof: Proof?, _ events: inout [AnswerEvent]
    ) {
        if text.isEmpty {
            if let proof { attach(proof, &events) }
            return
        }
        // A signed part is never joined with another (facts: gemini, section 3).
        if open?.isSealed == true || proof != nil && open?.hasText == true { close(&events) }
        let index = openBlock(isThought: isThought, &events)
        hasContent = true
        open?.hasText = true
        if !isThought { self.text.append(text) }
        events.append(.text(index, text))
        if let proof {
            events.append(.proof(index, proof))
            open?.isSealed = true
        }
    }

    /// A signature that comes alone belongs to what is open (pitfall 37).
    private mutating func attach(_ proof: Proof, _ events: inout [AnswerEvent]) {
        if open?.isSealed == true { close(&events) }
        let index = open?.index ?? openBlock(isThought: false, &events)
        events.append(.proof(index, proof))
        open?.isSealed = true
    }

    private mutating func openBlock(isThought: Bool, _ events: inout [AnswerEvent]) -> Int {
        if let open, open.isThought == isThought { return open.index }
        close(&events)
        let index = nextBlock
        nextBlock += 1
        open = OpenBlock(index: index, isThought: isThought)
        if !isThought {
            textBlocks.append(TextStart(block: index, byte: text.bytes, scalar: text.scalars))
        }
        events.append(.open(index, isThought ? .reasoning : .text))
        return index
    }

    /// Closes the block that may grow.
    mutating func close(_ events: inout [AnswerEvent]) {
        guard let block = open else { return }
        events.append(.close(block.index))
        open = nil
    }

    // MARK: Calls

    private mutating func take(
        call node: JSONTape.Node, _ proof: Proof?, _ tape: JSONTape, _ data: RawSpan,
        _ events: inout [AnswerEvent]
    ) {
        var name: String?
        var id: String?
        var args: JSONTape.Node?
        var pieces: JSONTape.Node?
        var continues = false
        var cursor = tape.members(of: node)
        while let member = tape.nextMember(&cursor) {
            if tape.equals(member.name, "name", in: data) {
                name = tape.string(member.value, in: data)
            } else if tape.equals(member.name, "args", in: data) {
                args = tape.kind(member.value) == .object ? member.value : nil
            } else if tape.equals(member.name, "id", in: data) {
                id = tape.string(member.value, in: data)
            } else if tape.equals(member.name, "partialArgs", in: data) {
                pieces = member.value
            } else if tape.equals(member.name, "willContinue", in: data) {
                continues = tape.bool(member.value) ?? false
            }
        }
        if let name, !name.isEmpty {
            closePartial(&events)
            openCall(name, id, proof, &events)
            guard continues || pieces != nil else {
                let text = args.map { RawJSON($0, tape, data).text } ?? "{}"
                events.append(.arguments(nextBlock - 1, text))
                events.append(.close(nextBlock - 1))
                return
            }
            partial = PartialCall(index: nextBlock - 1)
        } else if let proof, let partial {
            events.append(.proof(partial.index, proof))
        }
        if let pieces { partial?.arguments.take(pieces, tape, data) }
        if !continues { closePartial(&events) }
    }

    private mutating func openCall(
        _ name: String, _ id: String?, _ proof: Proof?, _ events: inout [AnswerEvent]
    ) {
        close(&events)
        hasContent = true
        let start = ToolCallStart(id: unique(id), name: name)
        calls += 1
        events.append(.open(nextBlock, .toolCall(start)))
        if let proof { events.append(.proof(nextBlock, proof)) }
        nextBlock += 1
    }

    /// Ends a call whose arguments came in pieces.
    mutating func closePartial(_ events: inout [AnswerEvent]) {
        guard let call = partial else { return }
        partial = nil
        events.append(.arguments(call.index, call.arguments.json.text))
        events.append(.close(call.index))
    }

    /// The provider's id, or one of ours where it gave none or the same twice.
    private mutating func unique(_ id: String?) -> String {
        if let id, !id.isEmpty, callIDs.insert(id).inserted { return id }
        let invented = CallIDs.invented(target, calls)
        callIDs.insert(invented)
        return invented
    }

    // MARK: Media

    private mutating func emit(
        media: Media?, _ proof: Proof?, _ events: inout [AnswerEvent]
    ) {
        guard let media else { return }
        close(&events)
        hasContent = true
        events.append(.open(nextBlock, .media(media)))
        if let proof { events.append(.proof(nextBlock, proof)) }
        events.append(.close(nextBlock))
        nextBlock += 1
    }

    private static func inline(
        _ node: JSONTape.Node, _ tape: JSONTape, _ data: RawSpan
    ) -> Media? {
        guard let bytes = tape.member("data", of: node, in: data),
            let base64 = tape.string(bytes, in: data), !base64.isEmpty
        else { return nil }
        let type = tape.member("mimeType", of: node, in: data)
            .flatMap { tape.string($0, in: data) }
        return Media(GeminiMediaReader.kind(type), .base64(base64), mediaType: type)
    }

    private static func file(
        _ node: JSONTape.Node, _ tape: JSONTape, _ data: RawSpan
    ) -> Media? {
        guard let place = tape.member("fileUri", of: node, in: data),
            let uri = tape.string(place, in: data)
        else { return nil }
        let type = tape.member("mimeType", of: node, in: data)
            .flatMap { tape.string($0, in: data) }
        return Media(
            GeminiMediaReader.kind(type), .file(OpaqueID(.gemini, uri)), mediaType: type)
    }
}
