package import NIOCore

/// The events of a streamed answer in the words of a writer, one after another, faults included.
package struct DialectScript: Sendable {
    private enum Phase {
        case begin
        case open
        case chunks
        case close
        case finish
        case terminate
        case ended
    }

    private var writer: any AnswerWriter
    private let directives: Directives
    private let parts: [Answer.Part]
    private let chunkCount: Int
    private var phase = Phase.begin
    private var part = 0
    /// Which chunk of the present part comes next.
    private var chunk = 0
    private var areFaultsDone = false

    /// Chunks sent so far, of all parts.
    package private(set) var chunksWritten = 0

    /// Prepares a stream.
    ///
    /// - Parameters:
    ///   - parts: What is said.
    ///   - writer: Says it.
    ///   - directives: How the stream looks and what goes wrong with it.
    package init(
        _ parts: [Answer.Part], writer: any AnswerWriter, directives: Directives
    ) {
        self.parts = parts
        self.writer = writer
        self.directives = directives
        chunkCount = parts.reduce(0) { $0 + writer.chunkCount(of: $1) }
        if directives.empty { phase = .ended }
    }

    /// Writes the next events.
    ///
    /// - Parameters:
    ///   - buffer: Where they go; nothing is written where something happens instead.
    ///   - now: The monotonic time in nanoseconds.
    /// - Returns: What was written, or what happens instead.
    package mutating func next(into buffer: inout ByteBuffer, now: UInt64) -> StreamStep {
        switch phase {
        case .begin:
            writer.begin(to: &buffer)
            phase = parts.isEmpty ? .finish : .open
        case .open:
            writer.open(parts[part], to: &buffer)
            phase = .chunks
        case .chunks: return nextChunk(into: &buffer, now: now)
        case .close:
            writer.close(parts[part], to: &buffer)
            part += 1
            chunk = 0
            phase = part == parts.count ? .finish : .open
        case .finish: return finish(into: &buffer, now: now)
        case .terminate:
            writer.terminate(to: &buffer)
            phase = .ended
        case .ended: return .end
        }
        return .event
    }

    private mutating func nextChunk(into buffer: inout ByteBuffer, now: UInt64) -> StreamStep {
        if let step = fault(into: &buffer, now: now) { return step }
        guard chunk < writer.chunkCount(of: parts[part]) else {
            phase = .close
            return .event
        }
        writeChunk(into: &buffer, now: now)
        return .chunk
    }

    private mutating func writeChunk(into buffer: inout ByteBuffer, now: UInt64) {
        if directives.comments { writer.comment(to: &buffer) }
        writer.chunk(chunk, of: parts[part], now: now, to: &buffer)
        chunk += 1
        chunksWritten += 1
    }

    private mutating func finish(into buffer: inout ByteBuffer, now: UInt64) -> StreamStep {
        // Faults behind the last chunk of an answer that is shorter strike at its end.
        if let step = fault(into: &buffer, now: now) { return step }
        if directives.noTerm {
            phase = .ended
            return .end
        }
        writer.finish(to: &buffer)
        phase = directives.noDone ? .ended : .terminate
        return .event
    }

    /// What goes wrong before the present chunk.
    private mutating func fault(into buffer: inout ByteBuffer, now: UInt64) -> StreamStep? {
        guard !areFaultsDone else { return nil }
        if case .after(let count)? = directives.silence, isDue(count) { return .silence }
        switch directives.cut {
        case .after(let count)? where isDue(count): return .cut(reset: false)
        case .reset(let count)? where isDue(count): return .cut(reset: true)
        case .inside(let count)? where isDue(count):
            if phase == .chunks, chunk < writer.chunkCount(of: parts[part]) {
                writeChunk(into: &buffer, now: now)
            } else {
                writer.finish(to: &buffer)
            }
            return .cutInside
        case .after?, .inside?, .reset?, .headers?, nil: break
        }
        if let count = directives.errorStream, isDue(count) {
            writer.fail(to: &buffer)
            phase = .ended
            return .event
        }
        if let count = directives.garbage, isDue(count) {
            areFaultsDone = true
            writer.garbage(to: &buffer)
            return .event
        }
        return nil
    }

    private func isDue(_ count: Int) -> Bool {
        chunksWritten >= min(count, chunkCount)
    }
}
