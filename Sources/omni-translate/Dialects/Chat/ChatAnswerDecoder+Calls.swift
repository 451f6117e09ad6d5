internal import IPC
internal import JSON

/// Calls, sounds and pictures of a delta.
extension ChatAnswerDecoder {
    mutating func readCalls(
        _ list: JSONTape.Node, _ bytes: RawSpan, _ choice: Int, _ isWhole: Bool,
        _ events: inout [AnswerEvent]
    ) {
        guard tape.kind(list) == .array, tape.count(list) > 0 else { return }
        hasMeaning = true
        close(&events)
        var position = 0
        var cursor = tape.elements(of: list)
        while let node = tape.nextElement(&cursor) {
            guard tape.kind(node) == .object else { continue }
            var delta = read(call: node, bytes)
            delta.choice = choice
            delta.isWhole = isWhole
            delta.position = position
            calls.take(delta, &next, into: &events)
            position += 1
        }
    }

    private func read(call node: JSONTape.Node, _ bytes: RawSpan) -> ChatCallTracker.Delta {
        var delta = ChatCallTracker.Delta()
        var cursor = tape.members(of: node)
        while let member = tape.nextMember(&cursor) {
            let value = member.value
            if tape.equals(member.name, "index", in: bytes) {
                delta.index = tape.int(value, in: bytes).map { Int(truncatingIfNeeded: $0) }
            } else if tape.equals(member.name, "id", in: bytes) {
                delta.id = text(value, bytes)
            } else if tape.equals(member.name, "function", in: bytes) {
                read(function: value, bytes, &delta)
            } else if tape.equals(member.name, "custom", in: bytes) {
                guard tape.kind(value) == .object else { continue }
                delta.kind = .custom
                delta.name = text(tape.member("name", of: value, in: bytes), bytes)
                delta.arguments = text(tape.member("input", of: value, in: bytes), bytes) ?? ""
            } else if tape.equals(member.name, "extra_content", in: bytes) {
                if let signature = signature(value, bytes) {
                    delta.proof = Proof(ProofEnvelope.family(target), signature)
                }
            }
        }
        return delta
    }

    private func read(
        function node: JSONTape.Node, _ bytes: RawSpan, _ delta: inout ChatCallTracker.Delta
    ) {
        var cursor = tape.members(of: node)
        while let member = tape.nextMember(&cursor) {
            if tape.equals(member.name, "arguments", in: bytes) {
                delta.arguments = arguments(member.value, bytes)
            } else if tape.equals(member.name, "name", in: bytes) {
                delta.name = text(member.value, bytes)
            }
        }
    }

    /// An object in place of its text is taken as it stands (pitfall 19).
    private func arguments(_ node: JSONTape.Node, _ bytes: RawSpan) -> String {
        switch tape.kind(node) {
        case .string: tape.string(node, in: bytes) ?? ""
        case .object, .array: RawJSON(node, tape, bytes).text
        case .null, .true, .false, .number: ""
        }
    }

    mutating func readLegacyCall(
        _ node: JSONTape.Node, _ bytes: RawSpan, _ choice: Int, _ events: inout [AnswerEvent]
    ) {
        var delta = ChatCallTracker.Delta()
        read(function: node, bytes, &delta)
        guard delta.name != nil || !delta.arguments.isEmpty else { return }
        // There is one such call at most; -1 is nobody else's index.
        delta.index = -1
        delta.choice = choice
        hasMeaning = true
        close(&events)
        calls.take(delta, &next, into: &events)
    }

    // MARK: Media

    /// Sound goes to clients of this dialect only, piece by piece as it came.
    mutating func readAudio(
        _ node: JSONTape.Node, _ bytes: RawSpan, _ events: inout [AnswerEvent]
    ) {
        let isEmpty =
            text(tape.member("data", of: node, in: bytes), bytes) == nil
            && text(tape.member("transcript", of: node, in: bytes), bytes) == nil
            && text(tape.member("id", of: node, in: bytes), bytes) == nil
        guard tape.kind(node) == .object, !isEmpty else { return }
        hasMeaning = true
        let block = OpaqueBlock(.openaiChat, type: "audio", json: RawJSON(node, tape, bytes))
        emit(.opaque(block), &events)
    }

    mutating func readImages(
        _ node: JSONTape.Node, _ bytes: RawSpan, _ events: inout [AnswerEvent]
    ) {
        var cursor = tape.elements(of: node)
        while let image = tape.nextElement(&cursor) { readImage(image, bytes, &events) }
    }

    mutating func readImage(
        _ image: JSONTape.Node, _ bytes: RawSpan, _ events: inout [AnswerEvent]
    ) {
        guard let value = tape.member("image_url", of: image, in: bytes) else { return }
        guard let url = text(value, bytes) ?? text(tape.member("url", of: value, in: bytes), bytes)
        else { return }
        hasMeaning = true
        if let data = DataURI.parse(url) {
            emit(.media(Media(.image, .base64(data.base64), mediaType: data.mediaType)), &events)
        } else {
            emit(.media(Media(.image, .url(url))), &events)
        }
    }

    private mutating func emit(_ start: BlockStart, _ events: inout [AnswerEvent]) {
        events.append(.open(next, start))
        events.append(.close(next))
        next += 1
    }
}
