package import NIOCore

/// The state machine that turns a response into writes, waits and an ending.
package struct Playback: Sendable {
    /// What follows the bytes of a step, once they are flushed.
    package enum Action: Sendable, Equatable {
        /// The next step, at once.
        case again
        /// The next step, at a time.
        case wait(until: NIODeadline)
        /// Nothing, until the client leaves.
        case silence
        /// The response is complete.
        case finished
        /// The connection ends, before the response is complete.
        case cut(reset: Bool)
    }

    private enum Phase {
        case start
        case head
        case body
        case last(Action)
    }

    /// What is played.
    package let response: Response

    /// The smallest pause between the two writes of `cutat`: without it one read sees both.
    private static let cutPause = TimeAmount.milliseconds(1)

    private var script: StreamScript?
    private var dialect: DialectScript?
    private var backlog = ByteBuffer()
    private var phase = Phase.start
    private var due = NIODeadline.uptimeNanoseconds(0)
    private var isFirstSlice = true
    private var isExhausted = false

    /// Starts at the beginning of a response.
    package init(_ response: Response) {
        self.response = response
        switch response.source {
        case .whole(let body):
            backlog = body
            isExhausted = true
        case .script(let script): self.script = script
        case .dialect(let script): dialect = script
        }
    }

    /// How many chunks have been written.
    package var chunksWritten: Int { script?.chunksWritten ?? dialect?.chunksWritten ?? 0 }

    /// Writes what is to be sent next.
    ///
    /// - Parameters:
    ///   - now: The present time.
    ///   - out: Where the bytes go; the caller flushes them before it acts.
    ///   - scratch: A buffer to work in; what it holds is lost.
    /// - Returns: What follows.
    package mutating func step(
        at now: NIODeadline, into out: inout ByteBuffer, scratch: inout ByteBuffer
    ) -> Action {
        let directives = response.directives
        switch phase {
        case .start:
            phase = .head
            if directives.silence == .headers { return .silence }
            if let delay = directives.firstDelay, delay > .zero { return .wait(until: now + delay) }
            return step(at: now, into: &out, scratch: &scratch)
        case .head:
            phase = .body
            due = now
            if directives.cut == .headers { return .cut(reset: true) }
            out.writeImmutableBuffer(response.head)
            if directives.silence == .first { return .silence }
            if directives.cutAt == 0 {
                isFirstSlice = false
                return .wait(until: now + (directives.delay ?? Self.cutPause))
            }
            return step(at: now, into: &out, scratch: &scratch)
        case .body:
            if directives.split != nil || directives.drip != nil || directives.cutAt != nil {
                return slice(at: now, into: &out, scratch: &scratch)
            }
            if script == nil, dialect == nil { return playWhole(into: &out) }
            return playScript(at: now, into: &out, scratch: &scratch)
        case .last(let action):
            return action
        }
    }

    /// Plays a body that is there: a fault somewhere in the stream strikes in its middle.
    private mutating func playWhole(into out: inout ByteBuffer) -> Action {
        var early: Action?
        switch response.directives.cut {
        case .after?, .inside?: early = .cut(reset: false)
        case .reset?: early = .cut(reset: true)
        case .headers?, nil: break
        }
        if case .after? = response.directives.silence { early = .silence }
        if let early {
            let half = backlog.getSlice(at: backlog.readerIndex, length: backlog.readableBytes / 2)
            writeFramed(half ?? ByteBuffer(), to: &out)
            return early
        }
        writeFramed(backlog, to: &out)
        return end(into: &out)
    }

    private mutating func playScript(
        at now: NIODeadline, into out: inout ByteBuffer, scratch: inout ByteBuffer
    ) -> Action {
        while out.readableBytes < Limits.batchBytes {
            scratch.clear()
            guard let step = nextStep(into: &scratch, at: now) else {
                return end(into: &out)
            }
            switch step {
            case .event:
                writeFramed(scratch, to: &out)
            case .chunk:
                writeFramed(scratch, to: &out)
                if let delay = response.directives.delay, delay > .zero {
                    // From when it was due, not from when it was written: lateness does not add up.
                    due = max(due + delay, now)
                    return .wait(until: due)
                }
            case .silence:
                return .silence
            case .cut(let reset):
                return .cut(reset: reset)
            case .cutInside:
                if response.framing == .chunked { out.writeChunkSize(scratch.readableBytes) }
                let half = scratch.readableBytes / 2
                out.writeImmutableBuffer(scratch.getSlice(at: 0, length: half) ?? ByteBuffer())
                return .cut(reset: false)
            case .end:
                return end(into: &out)
            }
        }
        return .again
    }

    private mutating func nextStep(
        into buffer: inout ByteBuffer, at now: NIODeadline
    ) -> StreamStep? {
        script == nil
            ? dialect?.next(into: &buffer, now: now.uptimeNanoseconds)
            : script?.next(into: &buffer, now: now.uptimeNanoseconds)
    }

    /// Plays the body in slices of a fixed length.
    private mutating func slice(
        at now: NIODeadline, into out: inout ByteBuffer, scratch: inout ByteBuffer
    ) -> Action {
        let directives = response.directives
        var limit = directives.drip?.bytes ?? directives.split ?? .max
        if isFirstSlice, let cutAt = directives.cutAt { limit = cutAt }
        var pause = directives.drip?.pause ?? directives.delay ?? .zero
        if isFirstSlice, directives.cutAt != nil { pause = max(pause, Self.cutPause) }
        isFirstSlice = false
        var ending: Action?
        // A long stream must not gather here only because nothing limits a slice.
        let wanted = limit == directives.cutAt ? limit : min(limit, Limits.batchBytes)
        while backlog.readableBytes < wanted, !isExhausted {
            scratch.clear()
            let step = nextStep(into: &scratch, at: now) ?? .end
            if step == .cutInside {
                scratch.moveWriterIndex(to: scratch.readableBytes / 2)
            }
            backlog.writeImmutableBuffer(scratch)
            switch step {
            case .event, .chunk: break
            case .silence: ending = .silence
            case .cut(let reset): ending = .cut(reset: reset)
            case .cutInside: ending = .cut(reset: false)
            case .end: break
            }
            if step == .end || ending != nil { isExhausted = true }
            if case .chunk = step, limit == .max, pause > .zero { break }
        }
        if let ending { return drainBacklog(then: ending, into: &out) }
        let length = min(limit, backlog.readableBytes)
        if let part = backlog.readSlice(length: length) { writeFramed(part, to: &out) }
        if isExhausted, backlog.readableBytes == 0 { return end(into: &out) }
        return pause > .zero ? .wait(until: now + pause) : .again
    }

    /// Sends what a fault left over, and then acts on the fault.
    private mutating func drainBacklog(then ending: Action, into out: inout ByteBuffer) -> Action {
        writeFramed(backlog, to: &out)
        backlog.clear()
        phase = .last(ending)
        return ending
    }

    private mutating func end(into out: inout ByteBuffer) -> Action {
        if response.framing == .chunked { out.writeStaticString("0\r\n\r\n") }
        phase = .last(.finished)
        return .finished
    }

    private func writeFramed(_ bytes: ByteBuffer, to out: inout ByteBuffer) {
        guard bytes.readableBytes > 0 else { return }
        guard response.framing == .chunked else {
            out.writeImmutableBuffer(bytes)
            return
        }
        out.writeChunkSize(bytes.readableBytes)
        out.writeImmutableBuffer(bytes)
        out.writeInteger(UInt16(0x0D0A))
    }
}
