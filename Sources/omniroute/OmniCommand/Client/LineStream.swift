internal import IPC

/// Receives a stream of text lines.
///
/// A line beyond 1 MiB is cut there.
final class LineStream: StreamHandler {
    /// How a stream ended: nil in order, else why not.
    typealias End = (CallError?) -> Void

    private static let lineLimitBytes = 1 << 20
    private let line: ([UInt8]) -> Void
    private let ended: End
    private var partial: [UInt8] = []

    /// `line` is called with each line, its line feed left out.
    init(line: @escaping ([UInt8]) -> Void, ended: @escaping End) {
        self.line = line
        self.ended = ended
    }

    func streamReceived(_ stream: Stream, bytes: RawSpan) {
        receive(bytes)
        stream.consumed(bytes.byteCount)
    }

    /// Takes the next bytes of the stream.
    func receive(_ bytes: RawSpan) {
        for offset in bytes.byteOffsets {
            let byte = bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
            if byte == UInt8(ascii: "\n") {
                line(partial)
                partial.removeAll(keepingCapacity: true)
            } else if partial.count < Self.lineLimitBytes {
                partial.append(byte)
            }
        }
    }

    func streamEnded(_ stream: Stream, trailer: RawSpan) {
        if !partial.isEmpty { line(partial) }
        stream.end()
        ended(nil)
    }

    func streamReset(_ stream: Stream, _ reset: Reset) {
        ended(CallError(code: reset.code, message: reset.message))
    }

    func streamAnswered(_ stream: Stream, head: RawSpan) {}
    func streamWritable(_ stream: Stream) {}
}
