package import NIOCore

/// Writes one answer in one dialect, as a stream or as a whole.
///
/// A stream is: `begin`, then for each part `open`, each `chunk` and `close`, then `finish` and
/// `terminate`. Each of these writes any number of whole events.
package protocol AnswerWriter: Sendable {
    /// In how many chunks a part comes.
    func chunkCount(of part: Answer.Part) -> Int

    /// Writes what stands before the first part.
    mutating func begin(to buffer: inout ByteBuffer)

    /// Writes what opens a part.
    mutating func open(_ part: Answer.Part, to buffer: inout ByteBuffer)

    /// Writes a chunk of the open part.
    ///
    /// - Parameters:
    ///   - index: Which chunk, below `chunkCount`.
    ///   - part: The open part.
    ///   - now: The monotonic time in nanoseconds.
    ///   - buffer: Where it goes.
    mutating func chunk(
        _ index: Int, of part: Answer.Part, now: UInt64, to buffer: inout ByteBuffer)

    /// Writes what closes a part.
    mutating func close(_ part: Answer.Part, to buffer: inout ByteBuffer)

    /// Writes why the answer ended, and what it counts.
    mutating func finish(to buffer: inout ByteBuffer)

    /// Writes the mark that the stream is complete, in dialects that have one of its own.
    mutating func terminate(to buffer: inout ByteBuffer)

    /// Writes the end of a stream that fails on the way.
    mutating func fail(to buffer: inout ByteBuffer)

    /// Writes an event that is none.
    mutating func garbage(to buffer: inout ByteBuffer)

    /// Writes what keeps a connection busy and means nothing, in dialects that have it.
    mutating func comment(to buffer: inout ByteBuffer)

    /// The answer as the body of a response that is no stream.
    ///
    /// - Parameter now: The monotonic time in nanoseconds.
    /// - Returns: The document.
    func whole(now: UInt64) -> ByteBuffer

    /// A body that a client can read and find nothing in.
    func empty() -> ByteBuffer
}

extension AnswerWriter {
    package func chunkCount(of part: Answer.Part) -> Int {
        switch part {
        case .reasoning(let text), .text(let text): text.count
        case .call(let call): call.fragments.count
        }
    }

    package mutating func begin(to buffer: inout ByteBuffer) {}
    package mutating func open(_ part: Answer.Part, to buffer: inout ByteBuffer) {}
    package mutating func close(_ part: Answer.Part, to buffer: inout ByteBuffer) {}
    package mutating func terminate(to buffer: inout ByteBuffer) {}
    package mutating func comment(to buffer: inout ByteBuffer) {}
}
