package import NIOCore

/// The words of an answer, made when they are sent, so that a long answer costs no memory.
package struct AnswerText: Sendable {
    private enum Source {
        /// Words as they stand inside a JSON string, repeated when there are not enough.
        case words([UInt8], ends: [Int])
        /// `1 2 3 …`, so that a lost, doubled or swapped chunk shows.
        case numbers
        /// So many bytes in all, each chunk with an equal part.
        case filler(bytes: Int)
        /// The time of each write.
        case stamps
    }

    private let source: Source

    /// How many chunks the text comes in.
    package private(set) var count: Int

    /// A fixed text of eight words.
    static let fixed = AnswerText(
        words: Array("This is a fixed answer from the mock.".utf8), count: nil)

    /// Nothing.
    static let none = AnswerText(words: [], count: nil)

    /// What comes before calls.
    static let beforeCalls = AnswerText(words: Array("I use a tool for this.".utf8), count: nil)

    /// Thoughts, in so many words if that is asked for.
    static func thoughts(_ count: Int?) -> AnswerText {
        AnswerText(words: Array("I think about this.".utf8), count: count)
    }

    private static let pattern = ByteBuffer(
        bytes: (0..<4_096).map { $0 % 64 == 63 ? 0x20 : 0x61 + UInt8($0 % 26) })

    /// Takes a text apart into words, each with the space behind it.
    ///
    /// - Parameters:
    ///   - text: UTF-8.
    ///   - count: How many chunks to make, from the start again if there are fewer words; nil for
    ///     as many as there are.
    init(words text: [UInt8], count: Int?) {
        var escaped: [UInt8] = []
        escaped.reserveCapacity(text.count + 16)
        var ends: [Int] = []
        var start = 0
        for index in text.indices where text[index] == 0x20 || index == text.count - 1 {
            // A run of spaces stays with the word before it.
            if index + 1 < text.count, text[index + 1] == 0x20 { continue }
            JSONEscaping.append(text[start...index], to: &escaped)
            ends.append(escaped.count)
            start = index + 1
        }
        source = .words(escaped, ends: ends)
        self.count = ends.isEmpty ? 0 : count ?? ends.count
    }

    /// A document in pieces of 16 bytes.
    init(document: [UInt8]) {
        var escaped: [UInt8] = []
        var ends: [Int] = []
        var start = 0
        while start < document.count {
            var end = min(start + 16, document.count)
            while end < document.count, document[end] & 0xC0 == 0x80 { end += 1 }
            JSONEscaping.append(document[start..<end], to: &escaped)
            ends.append(escaped.count)
            start = end
        }
        source = .words(escaped, ends: ends)
        count = ends.count
    }

    /// The numbers from 1 on.
    init(numbers count: Int) {
        source = .numbers
        self.count = count
    }

    /// The monotonic time of each chunk.
    init(stamps count: Int) {
        source = .stamps
        self.count = count
    }

    /// A number of bytes, in chunks of 1,024 if nothing else is asked for.
    init(bytes: Int, chunks: Int?) {
        source = .filler(bytes: bytes)
        count = chunks ?? (bytes + 1_023) / 1_024
    }

    /// Ends the text after so many chunks.
    ///
    /// - Returns: Whether anything was lost by it.
    mutating func truncate(to maximum: Int) -> Bool {
        guard count > maximum else { return false }
        count = maximum
        return true
    }

    /// Writes a chunk's text as it stands inside a JSON string.
    ///
    /// - Parameters:
    ///   - index: Which chunk, below `count`.
    ///   - now: The monotonic time in nanoseconds.
    ///   - buffer: Where it goes.
    package func write(_ index: Int, now: UInt64, to buffer: inout ByteBuffer) {
        switch source {
        case .words(let bytes, let ends):
            let word = index % ends.count
            let start = word == 0 ? 0 : ends[word - 1]
            buffer.writeBytes(bytes[start..<ends[word]])
            // Where the text begins anew its last word has no space behind it.
            if word == ends.count - 1, index < count - 1 { buffer.writeInteger(UInt8(0x20)) }
        case .numbers:
            buffer.writeDecimal(index + 1)
            if index < count - 1 { buffer.writeInteger(UInt8(0x20)) }
        case .stamps:
            buffer.writeDecimal(now)
            if index < count - 1 { buffer.writeInteger(UInt8(0x20)) }
        case .filler(let total):
            // Multiplied before it is divided, so that the parts add up to the total.
            var missing = total * (index + 1) / count - total * index / count
            while missing > 0 {
                let length = min(missing, Self.pattern.readableBytes)
                if let part = Self.pattern.getSlice(at: 0, length: length) {
                    buffer.writeImmutableBuffer(part)
                }
                missing -= length
            }
        }
    }
}
