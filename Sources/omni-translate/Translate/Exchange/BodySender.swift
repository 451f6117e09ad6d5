internal import IPC
internal import JSON

/// Sends the pieces of a request as far as credit goes.
struct BodySender {
    private let body: JSONSegments
    /// The client's own bytes, that pieces refer to.
    private(set) var source: [UInt8]
    private var segment = 0
    private var offset = 0

    init(_ body: JSONSegments, source: [UInt8]) {
        self.body = body
        self.source = source
    }

    /// Bytes of all pieces.
    var byteCount: Int { body.byteCount }

    /// All pieces as one.
    var whole: [UInt8] {
        var whole: [UInt8] = []
        let original = source
        body.append(to: &whole, from: original.span.bytes)
        return whole
    }

    /// Shows all pieces in order; before any is sent.
    func forEachPiece(_ body: (RawSpan) -> Void) {
        for piece in self.body.list {
            switch piece {
            case .original(let range): body(source.span.bytes.extracting(range))
            case .inserted(let bytes): body(bytes.span.bytes)
            }
        }
    }

    /// Sends what goes; true once nothing is left.
    mutating func send(on stream: IPC.Stream) -> Bool {
        while segment < body.list.count {
            guard send(body.list[segment], on: stream) else { return false }
            segment += 1
            offset = 0
        }
        source = []
        return true
    }

    /// Nothing more is to be sent.
    mutating func drop() { source = [] }

    /// False when credit ran out within the piece.
    private mutating func send(_ piece: JSONSegment, on stream: IPC.Stream) -> Bool {
        switch piece {
        case .original(let range):
            let rest = range.lowerBound + offset..<range.upperBound
            offset += stream.send(source.span.bytes.extracting(rest))
        case .inserted(let bytes):
            offset += stream.send(bytes.span.bytes.extracting(offset..<bytes.count))
        }
        return offset == piece.byteCount
    }
}
