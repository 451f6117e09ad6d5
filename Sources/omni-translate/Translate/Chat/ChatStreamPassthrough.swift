internal import IPC
internal import JSON

/// An openai-chat stream for an openai-chat client: the provider's bytes, event by event, with nothing changed but what we
/// asked for ourselves (token counts) taken out again.
struct ChatStreamPassthrough: AnswerTranslator {
    private(set) var hasMeaning = false
    private(set) var usage = Usage()
    private(set) var model = ""
    private(set) var textBytes = 0
    private(set) var events: UInt64 = 0

    var isComplete: Bool { isDone && hasMeaning }
    var heldBytes: Int { unfinished.count }

    private let hidesUsage: Bool
    private var scanner = SSEScanner()
    /// The beginning of an event whose end has not come.
    private var unfinished: [UInt8] = []
    private var tape = JSONTape(limits: JSONLimits(bytes: Limits.eventBytes))
    private var isFinished = false
    private var isDone = false

    /// `hidesUsage`: we asked for token counts, the client did not.
    init(hidesUsage: Bool) { self.hidesUsage = hidesUsage }

    mutating func receive(_ bytes: RawSpan, into output: inout ByteQueue) throws(AnswerFailure) {
        if unfinished.isEmpty {
            let used = try take(bytes, into: &output)
            try keep(bytes.extracting(used..<bytes.byteCount))
            return
        }
        // Taken out while it is read, so that nothing is copied as long as the event has no end.
        var all = unfinished
        unfinished = []
        bytes.withUnsafeBytes { all.append(contentsOf: $0) }
        let used = try take(all.span.bytes, into: &output)
        guard used > 0 else {
            guard all.count <= Limits.eventBytes else { throw .tooLarge }
            unfinished = all
            return
        }
        try keep(all.span.bytes.extracting(used..<all.count))
    }

    private mutating func keep(_ rest: RawSpan) throws(AnswerFailure) {
        guard rest.byteCount <= Limits.eventBytes else { throw .tooLarge }
        rest.withUnsafeBytes { unfinished.append(contentsOf: $0) }
    }

    /// Handles the whole events of `bytes`; how many bytes they took.
    ///
    /// Neighbours that stay as they are go out as one.
    private mutating func take(
        _ bytes: RawSpan, into output: inout ByteQueue
    ) throws(AnswerFailure) -> Int {
        var start = 0
        var unchangedFrom = 0
        while let event = scanner.next(in: bytes, from: start) {
            let replacement: [UInt8]?
            do throws(AnswerFailure) {
                replacement = try handle(event, bytes)
            } catch {
                // What came before it is the client's, however the bytes were cut.
                output.append(bytes.extracting(unchangedFrom..<event.range.lowerBound))
                throw error
            }
            if let replacement {
                output.append(bytes.extracting(unchangedFrom..<event.range.lowerBound))
                output.append(replacement)
                unchangedFrom = event.range.upperBound
            }
            start = event.range.upperBound
        }
        output.append(bytes.extracting(unchangedFrom..<start))
        return start
    }

    /// Learns from an event; what to send in its place, nil for the event as it is.
    private mutating func handle(
        _ event: SSEEvent, _ bytes: RawSpan
    ) throws(AnswerFailure) -> [UInt8]? {
        guard let data = event.data else { return nil }
        events += 1
        if event.dataLines > 1 {
            let joined = SSEScanner.joinedData(of: event, in: bytes)
            return try handle(joined: joined)
        }
        let payload = bytes.extracting(data)
        if payload.isDone {
            isDone = true
            return nil
        }
        guard let changed = try read(payload) else { return nil }
        guard case .without(let usage) = changed else { return [] }
        var splice = JSONSplice()
        splice.remove(usage, of: tape.root, on: tape)
        return Array("data: ".utf8) + splice.apply(to: payload) + Array("\n\n".utf8)
    }

    private mutating func handle(joined: [UInt8]) throws(AnswerFailure) -> [UInt8]? {
        switch try read(joined.span.bytes) {
        case nil, .without: nil
        case .dropped: []
        }
    }

    private enum Change {
        /// Without the member of this name.
        case without(JSONTape.Node)
        case dropped
    }

    /// Reads one chunk; how it must change, nil for not at all.
    private mutating func read(_ payload: RawSpan) throws(AnswerFailure) -> Change? {
        do throws(JSONError) {
            try tape.parse(payload)
        } catch {
            throw .malformed("an event is not JSON: \(error)")
        }
        guard let chunk = ChatChunk(tape, payload) else {
            throw .malformed("an event is not an object")
        }
        if chunk.error != nil { throw .reported(payload.copied) }
        if model.isEmpty, let node = chunk.model { model = tape.name(node, in: payload) }
        if let found = chunk.usage { ChatUsage.merge(found, into: &usage) }
        textBytes += chunk.textBytes
        if chunk.isFinished { isFinished = true }
        if chunk.hasContent || chunk.isFinished { hasMeaning = true }
        return change(chunk, payload)
    }

    private func change(_ chunk: ChatChunk, _ payload: RawSpan) -> Change? {
        guard hidesUsage, let member = chunk.usageMember else { return nil }
        if chunk.usage != nil, chunk.choices == 0 { return .dropped }
        // `"usage":null` stands in every chunk because we asked; counts beside a choice come unasked.
        guard tape.isNull(member) else { return nil }
        let name = tape.allMembers(named: "usage", of: tape.root, in: payload).last
        return name.map { .without($0.name) }
    }

    mutating func finish(into output: inout ByteQueue) throws(AnswerFailure) {
        let last = unfinished
        unfinished = []
        if let event = scanner.rest(in: last.span.bytes, from: 0) {
            try finish(event, of: last, into: &output)
        }
        guard hasMeaning else { throw .empty }
        guard isDone || isFinished else { throw .cutShort }
    }

    /// What an event lacks to be delivered: a blank line, or the end of its last line as well.
    private static func missingEnd(of bytes: [UInt8]) -> [UInt8] {
        let endings: [[UInt8]] = [[0x0a, 0x0a], [0x0d, 0x0d], [0x0d, 0x0a, 0x0d, 0x0a]]
        if endings.contains(where: { bytes.suffix($0.count) == $0[...] }) { return [] }
        return bytes.last == 0x0a || bytes.last == 0x0d ? [0x0a] : [0x0a, 0x0a]
    }

    /// The last event lacks its blank line, without which no client would deliver it.
    private mutating func finish(
        _ event: SSEEvent, of bytes: [UInt8], into output: inout ByteQueue
    ) throws(AnswerFailure) {
        let replacement: [UInt8]?
        do throws(AnswerFailure) {
            replacement = try handle(event, bytes.span.bytes)
        } catch .malformed {
            // Cut within an event: the part is of no use to anybody.
            throw hasMeaning ? .cutShort : .empty
        }
        if let replacement { return output.append(replacement) }
        output.append(bytes)
        output.append(Self.missingEnd(of: bytes))
    }
}

extension RawSpan {
    /// The terminator of an openai-chat stream.
    var isDone: Bool {
        let text: StaticString = "[DONE]"
        guard byteCount >= text.utf8CodeUnitCount else { return false }
        return withUnsafeBytes { bytes in
            for index in 0..<text.utf8CodeUnitCount
            where unsafe bytes[index] != text.utf8Start[index] { return false }
            return true
        }
    }

    /// The bytes as an array.
    var copied: [UInt8] { withUnsafeBytes { Array($0) } }
}
