internal import JSON

/// Watches an answer pass through, and mends the one thing that clients cannot do without: a last event whose output is
/// empty although items came (pitfall 24).
package struct ResponsesObserver: AnswerObserver {
    package private(set) var hasMeaning = false
    package private(set) var isFinished = false
    package private(set) var usage = TokenUsage()
    package private(set) var model = ""
    package private(set) var textBytes = 0
    package private(set) var stop: StopReason?
    /// The last response object, as the client gets it; empty before the end.
    package private(set) var response: [UInt8] = []

    package var isComplete: Bool { isFinished }

    private var tape = JSONTape()
    private var tools = ResponsesToolTally()
    private var ending = ResponsesEnding()
    /// Finished items, a comma between them.
    private var items: [UInt8] = []
    /// More than this is not kept: the last event then stays as it came.
    private static let itemsLimit = 8 << 20

    init() {}

    /// Learns from one frame; says what becomes of it.
    package mutating func observe(
        name: String, data: RawSpan
    ) throws(AnswerFailure) -> FrameFate {
        if data.isDoneMark { return .kept }
        do throws(JSONError) {
            try tape.parse(data)
        } catch {
            throw .malformed("an event is not JSON: \(error)")
        }
        guard tape.kind(tape.root) == .object else { throw .malformed("an event is no object") }
        guard let type = tape.member("type", of: tape.root, in: data) else {
            if isTruthy("error", of: tape.root, data) { throw .reported(data.copied) }
            return .kept
        }
        // Of deltas there are a hundred for each other event.
        if let delta = tape.member("delta", of: tape.root, in: data) {
            let length = tape.contentRange(delta).count
            // Sound comes in large pieces of base64, and what is said in it comes as text as well.
            if length < EncodedMedia.leastBytes || !isSound(type, data) { textBytes += length }
            hasMeaning = true
            return .kept
        }
        return try rare(type, data)
    }

    private func isSound(_ type: JSONTape.Node, _ data: RawSpan) -> Bool {
        tape.equals(type, "response.output_audio.delta", in: data)
            || tape.equals(type, "response.audio.delta", in: data)
    }

    private mutating func rare(
        _ type: JSONTape.Node, _ data: RawSpan
    ) throws(AnswerFailure) -> FrameFate {
        switch tape.string(type, in: data) {
        case "response.created", "response.in_progress", "response.queued":
            if let response = tape.member("response", of: tape.root, in: data) {
                learn(response, data)
            }
        case "response.output_item.done":
            hasMeaning = true
            if let item = tape.member("item", of: tape.root, in: data) {
                keep(item, data)
                tools.note(item, tape, data)
                ending.note(item, tape, data)
            }
        case "response.completed", "response.incomplete", "response.done":
            guard let response = tape.member("response", of: tape.root, in: data) else {
                throw .malformed("the last event holds no response")
            }
            return try end(response, data)
        case "response.failed", "response.cancelled", "error": throw .reported(data.copied)
        default: break
        }
        return .kept
    }

    /// Learns from a plain answer.
    package mutating func observe(whole data: RawSpan) throws(AnswerFailure) {
        guard data.byteCount > 0 else { throw .empty }
        do throws(JSONError) {
            try tape.parse(data)
        } catch {
            throw .malformed("the answer is not JSON: \(error)")
        }
        let root = tape.root
        guard tape.kind(root) == .object else { throw .malformed("the answer is no object") }
        if isTruthy("error", of: root, data) { throw .reported(data.copied) }
        guard let output = tape.member("output", of: root, in: data), tape.kind(output) == .array
        else { throw .reported(data.copied) }
        learn(root, data)
        if tape.count(output) > 0 {
            hasMeaning = true
            textBytes = tape.range(output).count - encodedBytes(output, data)
        }
        note(end: root, data)
        response = data.copied
    }

    /// Bytes of pictures and sound within a node: the rest of an answer may repeat those of the request.
    private func encodedBytes(_ parent: JSONTape.Node, _ data: RawSpan) -> Int {
        let whole = tape.range(parent)
        var sum = 0
        tape.forEachString(ofAtLeast: EncodedMedia.leastBytes) { node in
            let content = tape.contentRange(node)
            guard content.lowerBound >= whole.lowerBound, content.upperBound <= whole.upperBound,
                EncodedMedia.kind(of: data.extracting(content)) != nil
            else { return }
            sum += content.count
        }
        return sum
    }

    private mutating func learn(_ response: JSONTape.Node, _ data: RawSpan) {
        guard model.isEmpty, let node = tape.member("model", of: response, in: data) else { return }
        model = tape.string(node, in: data) ?? ""
    }

    private mutating func keep(_ item: JSONTape.Node, _ data: RawSpan) {
        let range = tape.range(item)
        guard items.count + range.count < Self.itemsLimit else { return }
        if !items.isEmpty { items.append(UInt8(ascii: ",")) }
        tape.appendRaw(item, in: data, to: &items)
    }

    private mutating func end(
        _ response: JSONTape.Node, _ data: RawSpan
    ) throws(AnswerFailure) -> FrameFate {
        if isTruthy("error", of: response, data) { throw .reported(data.copied) }
        learn(response, data)
        note(end: response, data)
        let output = tape.member("output", of: response, in: data)
        let hasOutput = output.map { tape.count($0) > 0 } ?? false
        if hasOutput { hasMeaning = true }
        guard !hasOutput, !items.isEmpty else {
            self.response = data.extracting(tape.range(response)).copied
            return .kept
        }
        var splice = JSONSplice()
        var list: [UInt8] = [UInt8(ascii: "[")]
        list += items
        list.append(UInt8(ascii: "]"))
        splice.setMember("output", to: list, of: response, on: tape, in: data)
        let mended = splice.apply(to: data)
        self.response = Self.response(of: mended)
        return .replaced(mended)
    }

    private static func response(of event: [UInt8]) -> [UInt8] {
        guard let document = try? JSONDocument(event) else { return [] }  // it was JSON before
        return document["response"]?.rawBytes ?? []
    }

    private mutating func note(end response: JSONTape.Node, _ data: RawSpan) {
        isFinished = true
        if let output = tape.member("output", of: response, in: data) {
            tools.note(output: output, tape, data)
            ending.note(output: output, tape, data)
        }
        let calls = tools.counts(of: response, tape, data)
        if let found = ResponsesUsage.read(of: response, tools: calls, tape, data) {
            usage = found
        }
        stop = ending.reason(of: response, tape, data)
        guard let status = tape.member("status", of: response, in: data) else { return }
        // An answer that was cut at once is an answer.
        if tape.equals(status, "incomplete", in: data) { hasMeaning = true }
    }

    private func isTruthy(
        _ name: StaticString, of node: JSONTape.Node, _ data: RawSpan
    ) -> Bool {
        guard let value = tape.member(name, of: node, in: data) else { return false }
        return switch tape.kind(value) {
        case .null, .false: false
        case .object, .array: tape.count(value) > 0
        case .string: !tape.contentRange(value).isEmpty
        case .true, .number: true
        }
    }
}
