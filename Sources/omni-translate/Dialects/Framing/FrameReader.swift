/// Cuts a provider's stream into frames, however the bytes come.
///
/// Bytes that are no whole frame yet are kept, up to a limit.
package struct FrameReader: Sendable {
    /// Takes a frame: its name and its data, a JSON text on one line.
    package typealias Handler = (String, RawSpan) throws(AnswerFailure) -> Void

    private let framing: Framing
    private let limit: Int
    private var events = SSEScanner()
    private var lines = LineScanner()
    /// The beginning of a frame whose end has not come.
    private var unfinished: [UInt8] = []

    /// `limit`: most bytes of one frame.
    package init(_ framing: Framing, limit: Int) {
        self.framing = framing
        self.limit = limit
    }

    /// Bytes held back.
    package var heldBytes: Int { unfinished.count }

    /// Hands every frame that `bytes` complete to `handler`.
    package mutating func receive(
        _ bytes: RawSpan, _ handler: Handler
    ) throws(AnswerFailure) {
        guard unfinished.isEmpty else {
            // Taken out while it is read, so that nothing is copied as long as the frame has no end.
            var all = unfinished
            unfinished = []
            bytes.withUnsafeBytes { all.append(contentsOf: $0) }
            let used = try take(all.span.bytes, handler)
            guard used > 0 else {
                guard all.count <= limit else { throw .tooLarge }
                unfinished = all
                return
            }
            return try keep(all.span.bytes.extracting(used..<all.count))
        }
        let used = try take(bytes, handler)
        try keep(bytes.extracting(used..<bytes.byteCount))
    }

    /// The stream ended: a last frame that lacks only its end is handed out as well.
    package mutating func finish(_ handler: Handler) throws(AnswerFailure) {
        let last = unfinished
        unfinished = []
        let bytes = last.span.bytes
        switch framing {
        case .events:
            if let event = events.rest(in: bytes, from: 0) {
                try handCut { () throws(AnswerFailure) in try hand(event, bytes, handler) }
            }
        case .lines:
            let rest = LineScanner.trimmed(0..<last.count, in: bytes)
            guard !rest.isEmpty else { return }
            try handCut { () throws(AnswerFailure) in try handler("", bytes.extracting(rest)) }
        case .amazon:
            guard last.isEmpty else { throw .cutShort }
        }
    }

    /// A frame without its end may have been cut within: then it is of no use, and the stream was cut short.
    private func handCut(_ body: () throws(AnswerFailure) -> Void) throws(AnswerFailure) {
        do throws(AnswerFailure) {
            try body()
        } catch .malformed {
            throw .cutShort
        }
    }

    private mutating func keep(_ rest: RawSpan) throws(AnswerFailure) {
        guard rest.byteCount <= limit else { throw .tooLarge }
        rest.withUnsafeBytes { unfinished.append(contentsOf: $0) }
    }

    /// Handles the whole frames of `bytes`; how many bytes they took.
    private mutating func take(
        _ bytes: RawSpan, _ handler: Handler
    ) throws(AnswerFailure) -> Int {
        var start = 0
        switch framing {
        case .events:
            while let event = events.next(in: bytes, from: start) {
                start = event.range.upperBound
                try hand(event, bytes, handler)
            }
        case .lines:
            while let line = lines.next(in: bytes, from: start) {
                start = line.end
                let content = LineScanner.trimmed(line.content, in: bytes)
                if !content.isEmpty { try handler("", bytes.extracting(content)) }
            }
        case .amazon:
            while let message = try AmazonMessage.read(bytes, from: start, limit: limit) {
                start = message.range.upperBound
                try hand(message, bytes, handler)
            }
        }
        return start
    }

    private func hand(
        _ message: AmazonMessage, _ bytes: RawSpan, _ handler: Handler
    ) throws(AnswerFailure) {
        let payload = bytes.extracting(message.payload)
        let hasBreaks = payload.withUnsafeBytes { unsafe $0.contains(0x0a) }
        guard hasBreaks else { return try handler(message.name, payload) }
        var line = payload.copied
        LineBreaks.replace(in: &line)
        try handler(message.name, line.span.bytes)
    }

    private func hand(
        _ event: SSEEvent, _ bytes: RawSpan, _ handler: Handler
    ) throws(AnswerFailure) {
        guard let data = event.data else { return }
        let name = event.isError ? "error" : ""
        if event.dataLines > 1 {
            var joined = SSEScanner.joinedData(of: event, in: bytes)
            LineBreaks.replace(in: &joined)
            guard !joined.isEmpty else { return }
            return try handler(name, joined.span.bytes)
        }
        guard !data.isEmpty else { return }
        try handler(name, bytes.extracting(data))
    }
}
