package import NIOCore

/// The events of a streamed answer, one after another, faults included.
package struct StreamScript: Sendable {
    package typealias Step = StreamStep

    /// A part of the answer as its chunks show it.
    private struct Segment {
        /// The delta's field up to the text; empty where `deltas` are complete.
        var start: [UInt8] = []
        var text = AnswerText.none
        var deltas: [[UInt8]] = []

        var count: Int { deltas.isEmpty ? text.count : deltas.count }
    }

    private enum Phase {
        case filterResults
        case roles
        case chunks
        case finishes
        case usage
        case done
        case ended
    }

    private let hasText: Bool
    private let directives: Directives
    private let usage: Usage?
    private let segments: [Segment]
    private let choiceCount: Int
    /// For each choice, an event up to its delta.
    private let starts: [[UInt8]]
    /// What stands behind the delta of a chunk.
    private let end: [UInt8]
    /// What stands behind the delta of a choice's last chunk.
    private let finish: [UInt8]
    /// An event up to its choices.
    private let opening: [UInt8]
    /// The empty line that ends an event, and the line end before it.
    private let lineEnds: [UInt8]
    private let chunkCount: Int

    private var phase = Phase.roles
    private var index = 0
    /// The segment that the present chunk is of, where it stands, and which of its chunks it is.
    private var current: Segment
    private var segment = 0
    private var offset = 0
    private var choice = 0
    private var faultsDone = false

    /// Chunks sent so far, of all choices.
    package private(set) var chunksWritten = 0

    /// Prepares a stream.
    ///
    /// - Parameters:
    ///   - answer: What each choice holds.
    ///   - identity: What names it.
    ///   - request: What it answers.
    ///   - directives: How the stream looks and what goes wrong with it.
    package init(
        _ answer: Answer, identity: AnswerIdentity, request: PromptRequest, directives: Directives
    ) {
        hasText = answer.parts.contains { if case .text = $0 { true } else { false } }
        self.directives = directives
        usage =
            request.includesUsage
            ? Usage(request: request, answer: answer, directives: directives) : nil
        choiceCount = request.choiceCount
        segments = Self.segments(of: answer)
        current = segments.first ?? Segment()
        chunkCount = segments.reduce(0) { $0 + $1.count }
        lineEnds = Array((directives.crlf ? "\r\n\r\n" : "\n\n").utf8)
        var event = ByteBuffer()
        event.writeStaticString(#"data: {"id":""#)
        event.writeString(identity.id)
        event.writeStaticString(#"","object":"chat.completion.chunk","created":"#)
        event.writeDecimal(identity.created)
        event.writeStaticString(#","model":"#)
        event.writeJSON(identity.model)
        event.writeStaticString(#","service_tier":"default","system_fingerprint":"fp_mock""#)
        event.writeStaticString(#","choices":["#)
        let opening = Array(event.readableBytesView)
        self.opening = opening
        starts = (0..<request.choiceCount).map {
            opening + Array(#"{"index":\#($0),"delta":"#.utf8)
        }
        let close = Array((request.includesUsage ? #"}],"usage":null}"# : "}]}").utf8) + lineEnds
        end = Array(#","logprobs":null,"finish_reason":null"#.utf8) + close
        finish =
            Array(#"{},"logprobs":null,"finish_reason":"\#(answer.stop.chatReason)""#.utf8) + close
        if request.opensWithFilterResults { phase = .filterResults }
        if directives.empty { phase = .ended }
    }

    private static func segments(of answer: Answer) -> [Segment] {
        var calls = 0
        return answer.parts.compactMap { part in
            let segment: Segment
            switch part {
            case .reasoning(let text):
                segment = Segment(start: Array(#"{"reasoning_content":""#.utf8), text: text)
            case .text(let text):
                segment = Segment(start: Array(#"{"content":""#.utf8), text: text)
            case .call(let call):
                segment = Segment(deltas: call.deltas(index: calls))
                calls += 1
            }
            return segment.count == 0 ? nil : segment
        }
    }

    /// Writes the next event.
    ///
    /// - Parameters:
    ///   - buffer: Where it goes; nothing is written where something happens instead.
    ///   - now: The monotonic time in nanoseconds.
    /// - Returns: What was written, or what happens instead.
    package mutating func next(into buffer: inout ByteBuffer, now: UInt64) -> Step {
        switch phase {
        case .filterResults:
            writeFilterResults(to: &buffer)
            phase = .roles
            return .event
        case .roles:
            writeComment(to: &buffer)
            buffer.writeBytes(starts[choice])
            buffer.writeStaticString(#"{"role":"assistant","content":"#)
            buffer.writeStaticString(hasText ? "\"\"" : "null")
            buffer.writeStaticString(#","refusal":null}"#)
            buffer.writeBytes(end)
            if advanceChoice() { phase = .chunks }
            return .event
        case .chunks:
            return nextChunk(into: &buffer, now: now)
        case .finishes:
            if directives.noTerm { return finishStream() }
            writeComment(to: &buffer)
            buffer.writeBytes(starts[choice])
            buffer.writeBytes(finish)
            if advanceChoice() { phase = usage == nil ? .done : .usage }
            return .event
        case .usage:
            buffer.writeBytes(opening)
            buffer.writeStaticString("],")
            usage?.write(to: &buffer)
            buffer.writeStaticString("}")
            buffer.writeBytes(lineEnds)
            phase = .done
            return .event
        case .done:
            phase = .ended
            guard !directives.noDone else { return .end }
            buffer.writeStaticString("data: [DONE]")
            buffer.writeBytes(lineEnds)
            return .event
        case .ended:
            return .end
        }
    }

    private mutating func nextChunk(into buffer: inout ByteBuffer, now: UInt64) -> Step {
        if choice == 0, !faultsDone, let step = fault(into: &buffer, now: now) { return step }
        guard index < chunkCount else {
            phase = .finishes
            return next(into: &buffer, now: now)
        }
        writeChunk(into: &buffer, now: now)
        chunksWritten += 1
        guard advanceChoice() else { return .event }
        index += 1
        offset += 1
        if offset == current.count {
            segment += 1
            if segment < segments.count { current = segments[segment] }
            offset = 0
        }
        return .chunk
    }

    private func writeChunk(into buffer: inout ByteBuffer, now: UInt64) {
        writeComment(to: &buffer)
        buffer.writeBytes(starts[choice])
        if current.deltas.isEmpty {
            buffer.writeBytes(current.start)
            current.text.write(offset, now: now, to: &buffer)
            buffer.writeStaticString("\"}")
        } else {
            buffer.writeBytes(current.deltas[offset])
        }
        buffer.writeBytes(end)
    }

    /// What goes wrong before the present chunk; where the answer is shorter, after its last.
    private mutating func fault(into buffer: inout ByteBuffer, now: UInt64) -> Step? {
        func isDue(_ count: Int) -> Bool { index == min(count, chunkCount) }
        if case .after(let count)? = directives.silence, isDue(count) { return .silence }
        switch directives.cut {
        case .after(let count)? where isDue(count): return .cut(reset: false)
        case .reset(let count)? where isDue(count): return .cut(reset: true)
        case .inside(let count)? where isDue(count):
            if index < chunkCount {
                writeChunk(into: &buffer, now: now)
            } else {
                buffer.writeBytes(starts[0])
                buffer.writeBytes(finish)
            }
            return .cutInside
        case .after?, .inside?, .reset?, .headers?, nil: break
        }
        if let count = directives.errorStream, isDue(count) {
            buffer.writeStaticString(#"data: {"error":"#)
            ProviderError.usual(for: 500).write(to: &buffer)
            buffer.writeStaticString("}")
            buffer.writeBytes(lineEnds)
            phase = .ended
            return .event
        }
        if let count = directives.garbage, isDue(count) {
            faultsDone = true
            buffer.writeStaticString(#"data: {"id":"chatcmpl-garbage","choices":[{"index":0,"del"#)
            buffer.writeBytes(lineEnds)
            return .event
        }
        return nil
    }

    /// Azure's first event, which has no choices.
    private func writeFilterResults(to buffer: inout ByteBuffer) {
        buffer.writeStaticString(
            #"data: {"choices":[],"created":0,"id":"","model":"","object":"","#)
        buffer.writeStaticString(#""prompt_filter_results":[{"prompt_index":0,"#)
        buffer.writeStaticString(#""content_filter_results":{}}]}"#)
        buffer.writeBytes(lineEnds)
    }

    private func writeComment(to buffer: inout ByteBuffer) {
        guard directives.comments else { return }
        buffer.writeStaticString(": mock processing")
        buffer.writeBytes(lineEnds)
    }

    /// Goes on to the next choice.
    ///
    /// - Returns: Whether all have had their turn.
    private mutating func advanceChoice() -> Bool {
        choice += 1
        guard choice == choiceCount else { return false }
        choice = 0
        return true
    }

    private mutating func finishStream() -> Step {
        phase = .ended
        return .end
    }
}
