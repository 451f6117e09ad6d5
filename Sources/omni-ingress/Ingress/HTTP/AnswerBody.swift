package import NIOCore

/// The framing of an answer's body, and how it ends when it cannot be completed.
package struct AnswerBody {
    /// How the client finds the end of the body.
    package enum Framing: Equatable, Sendable {
        /// HEAD, 204 and 304: no body, whatever the headers say.
        case none
        /// So many bytes are still to come.
        case length(UInt64)
        case chunked
        /// The end of the connection, for HTTP/1.0.
        case untilClose
    }

    /// What to do with the connection when the body is over.
    package enum Ending: Equatable, Sendable {
        /// The client knows that it has everything.
        case complete
        /// An error event said what happened: end in order, then close.
        case explained
        /// The client must not take what it has for an answer: close in the middle.
        case cut
        /// As `cut`, where only a reset connection can tell.
        case reset
    }

    /// How the end is found.
    package private(set) var framing: Framing
    /// What passed so far, if the body is a stream.
    package private(set) var stream: StreamWatch?
    /// Body bytes sent, or kept back.
    package private(set) var bytes: UInt64 = 0
    /// The last byte of a body of known length, kept back until it is known how the request ended: whoever has all of an answer
    /// has it in the ledger too, with its tokens, also where translate is killed behind the body.
    private var last: UInt8?

    /// A body about to begin.
    package init(_ framing: Framing, stream: StreamWatch?) {
        self.framing = framing
        self.stream = stream
    }

    /// Appends body bytes to `output`; false when there are more than were announced.
    package mutating func append(_ data: RawSpan, to output: inout ByteBuffer) -> Bool {
        guard data.byteCount > 0 else { return true }
        switch framing {
        case .none: return true
        case .length(let left):
            guard UInt64(data.byteCount) <= left else { return false }
            framing = .length(left - UInt64(data.byteCount))
            let isLast = left == UInt64(data.byteCount)
            output.write(isLast ? data.extracting(droppingLast: 1) : data)
            if isLast { last = data.byte(data.byteCount - 1) }
        case .chunked:
            output.writeHexadecimal(data.byteCount)
            output.writeStaticString("\r\n")
            output.write(data)
            output.writeStaticString("\r\n")
        case .untilClose: output.write(data)
        }
        bytes += UInt64(data.byteCount)
        stream?.sent(data)
        return true
    }

    private mutating func append(_ text: StaticString, to output: inout ByteBuffer) -> Bool {
        append(Array(text.description.utf8).span.bytes, to: &output)
    }

    /// The client can tell that it has all of the body, though nobody has said so yet: there is none.
    package var isWhole: Bool { framing == .none || framing == .length(0) && last == nil }

    /// Ends a body that is whole.
    package mutating func finish(_ output: inout ByteBuffer) -> Ending {
        switch framing {
        case .none, .untilClose: return .complete
        case .length(let left):
            guard left == 0 else { return .cut }
            if let last { output.writeInteger(last) }
            last = nil
            return .complete
        case .chunked:
            output.writeStaticString("0\r\n\r\n")
            return .complete
        }
    }

    /// Ends a body that broke off.
    ///
    /// - Parameters:
    ///   - event: What a client is told in the stream's form; nil when it was told already.
    ///   - output: Where bytes are appended.
    /// - Returns: How the connection ends.
    package mutating func breakOff(event: [UInt8]?, to output: inout ByteBuffer) -> Ending {
        guard let stream else {
            // Nothing was announced.
            if isWhole { return .complete }
            return framing == .untilClose ? .reset : .cut
        }
        if let event {
            switch stream.breakPoint {
            case .after(let completion):
                // Apart: Google's clients look for an error at the start of what they read.
                guard append(completion.text, to: &output),
                    append(event.span.bytes, to: &output)
                else { return .cut }
            case .whole: break
            case .inside: return framing == .untilClose ? .reset : .cut
            }
        }
        return finish(&output) == .complete ? .explained : .cut
    }
}

extension ByteBuffer {
    /// Appends a span.
    mutating func write(_ bytes: RawSpan) {
        // The count written is the span's.
        _ = bytes.withUnsafeBytes { writeBytes($0) }
    }

    /// Appends a number in hexadecimal, as chunk sizes are written.
    mutating func writeHexadecimal(_ number: Int) {
        var shift = max(0, (Int.bitWidth - number.leadingZeroBitCount - 1) / 4 * 4)
        while shift >= 0 {
            let nibble = UInt8(truncatingIfNeeded: number >> shift) & 15
            writeInteger(nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") + nibble - 10)
            shift -= 4
        }
    }
}
