package import IPC

/// Lets an answer through to a client of the same dialect: the provider's bytes, frame by frame, with nothing changed but
/// what the gateway asked for itself.
///
/// An answer in another form than was asked (a plain one for a stream, and the reverse) is translated instead.
package struct Passage {
    private enum Form {
        case unknown
        case frames
        case whole
        case translated
    }

    private var observer: any AnswerObserver
    private let framing: Framing
    private let streams: Bool
    private let limits: TranslationLimits
    private let makeTranslation: () -> Translation
    private var form = Form.unknown
    private var scanner = SSEScanner()
    private var lines = LineScanner()
    /// The beginning of a frame whose end has not come, or of a plain answer.
    private var unfinished: [UInt8] = []
    private var translation: Translation?
    private var scratch: [UInt8] = []
    package private(set) var frames: UInt64 = 0
    /// Frames with data that an observer could read: those that the client has.
    package private(set) var events: UInt64 = 0
    /// The provider's own error event, which ends the client's stream; empty when there was none.
    package private(set) var errorFrame: [UInt8] = []
    private let withholdsError: Bool

    /// `streams`: the client wants a stream; `withholdsError`: a provider's error event stays in `errorFrame`, because
    /// perhaps another provider goes on; `makeTranslation` makes what reads the other form.
    package init(
        _ observer: any AnswerObserver, _ framing: Framing, streams: Bool,
        withholdsError: Bool = false, limits: TranslationLimits = TranslationLimits(),
        makeTranslation: @escaping () -> Translation
    ) {
        self.withholdsError = withholdsError
        self.observer = observer
        self.framing = framing
        self.streams = streams
        self.limits = limits
        self.makeTranslation = makeTranslation
    }

    /// The provider's bytes go through as they are; false once they turned out to be of another form than was asked.
    package var isVerbatim: Bool { form != .translated }
    /// Bytes held back.
    package var heldBytes: Int { unfinished.count + (translation?.heldBytes ?? 0) }
    /// Something of meaning has come.
    package var hasMeaning: Bool { translation?.hasMeaning ?? observer.hasMeaning }
    /// The provider's terminator has come.
    package var hasEnded: Bool {
        translation?.hasEnded ?? (observer.isComplete && observer.hasMeaning)
    }
    /// What the provider does from now on changes nothing for the client.
    package var isComplete: Bool { translation?.isComplete ?? hasEnded }
    /// Reported counts; `isReported` is false when the provider has told none.
    package var usage: TokenUsage { translation?.usage ?? observer.usage }
    /// Why the answer ended; nil until told.
    package var stop: StopReason? { translation?.stop ?? observer.stop }
    /// The model that answers, as the provider calls it; empty until told.
    package var model: String { translation?.model ?? observer.model }
    /// Bytes of text so far.
    package var textBytes: Int { translation?.textBytes ?? observer.textBytes }

    /// Takes the next bytes and appends what the client may have.
    package mutating func receive(
        _ bytes: RawSpan, into output: inout ByteQueue
    ) throws(AnswerFailure) {
        switch form {
        case .unknown: try begin(bytes, into: &output)
        case .translated: try translate(bytes, into: &output)
        case .whole: try collect(bytes)
        case .frames: try receiveFrames(bytes, into: &output)
        }
    }

    private mutating func collect(_ bytes: RawSpan) throws(AnswerFailure) {
        guard unfinished.count + bytes.byteCount <= limits.answerBytes else { throw .tooLarge }
        bytes.withUnsafeBytes { unfinished.append(contentsOf: $0) }
    }

    private mutating func receiveFrames(
        _ bytes: RawSpan, into output: inout ByteQueue
    ) throws(AnswerFailure) {
        if unfinished.isEmpty {
            let used = try take(bytes, into: &output)
            return try keep(bytes.extracting(used..<bytes.byteCount))
        }
        // Taken out while it is read, so that nothing is copied as long as the frame has no end.
        var all = unfinished
        unfinished = []
        bytes.withUnsafeBytes { all.append(contentsOf: $0) }
        let used = try take(all.span.bytes, into: &output)
        guard used > 0 else {
            guard all.count <= limits.frameBytes else { throw .tooLarge }
            unfinished = all
            return
        }
        try keep(all.span.bytes.extracting(used..<all.count))
    }

    /// The provider ended the answer.
    package mutating func finish(into output: inout ByteQueue) throws(AnswerFailure) {
        switch form {
        case .unknown:
            guard !unfinished.isEmpty else { throw .empty }
            try decideForm(.json, into: &output)
            try finish(into: &output)
        case .translated:
            scratch.removeAll(keepingCapacity: true)
            defer { output.append(scratch) }
            try translation?.finish(into: &scratch)
        case .whole:
            let bytes = unfinished
            unfinished = []
            frames += 1
            try observer.observe(whole: bytes.span.bytes)
            guard observer.hasMeaning else { throw .empty }
            output.append(bytes)
        case .frames:
            try finishFrames(into: &output)
            guard observer.hasMeaning else { throw .empty }
            guard observer.isFinished else { throw .cutShort }
        }
    }

    // MARK: The other form

    /// Blanks and a byte order mark before the first frame say nothing and are left out.
    private mutating func begin(
        _ bytes: RawSpan, into output: inout ByteQueue
    ) throws(AnswerFailure) {
        let blanks = unfinished.isEmpty ? StreamStart.blanks(bytes) : 0
        try collect(bytes.extracting(blanks..<bytes.byteCount))
        let start = StreamStart.of(unfinished.span.bytes, framing)
        guard start != .unknown else { return }
        try decideForm(start, into: &output)
    }

    private mutating func decideForm(
        _ start: StreamStart, into output: inout ByteQueue
    ) throws(AnswerFailure) {
        let isWhole = start == .json || start == .page
        let fits: Bool
        switch framing {
        case .events: fits = isWhole != streams && start != .page
        // One line of JSON may be a plain answer or a frame.
        case .lines, .amazon: fits = !(streams && isWhole)
        }
        guard fits else {
            form = .translated
            translation = makeTranslation()
            let bytes = unfinished
            unfinished = []
            return try translate(bytes.span.bytes, into: &output)
        }
        guard streams else { return form = .whole }
        form = .frames
        let bytes = unfinished
        unfinished = []
        try receiveFrames(bytes.span.bytes, into: &output)
    }

    private mutating func translate(
        _ bytes: RawSpan, into output: inout ByteQueue
    ) throws(AnswerFailure) {
        scratch.removeAll(keepingCapacity: true)
        defer { output.append(scratch) }
        try translation?.receive(bytes, into: &scratch)
    }

    // MARK: Frames

    private mutating func keep(_ rest: RawSpan) throws(AnswerFailure) {
        guard rest.byteCount <= limits.frameBytes else { throw .tooLarge }
        rest.withUnsafeBytes { unfinished.append(contentsOf: $0) }
    }

    /// A frame: the bytes it takes, and its data.
    private struct Frame {
        var range: Range<Int>
        var data: Range<Int>?
        /// The data, where it stands on several lines.
        var joined: [UInt8]?
        var isError = false
    }

    private mutating func next(in bytes: RawSpan, from start: Int) -> Frame? {
        switch framing {
        case .events: scanner.next(in: bytes, from: start).map { Self.frame($0, bytes) }
        case .lines, .amazon:
            lines.next(in: bytes, from: start).map { line in
                Frame(
                    range: start..<line.end, data: LineScanner.trimmed(line.content, in: bytes))
            }
        }
    }

    private static func frame(_ event: SSEEvent, _ bytes: RawSpan) -> Frame {
        var frame = Frame(range: event.range, data: event.data, isError: event.isError)
        if event.dataLines > 1 { frame.joined = SSEScanner.joinedData(of: event, in: bytes) }
        return frame
    }

    /// Handles the whole frames of `bytes`; how many bytes they took.
    ///
    /// Neighbours that stay as they are go out as one.
    private mutating func take(
        _ bytes: RawSpan, into output: inout ByteQueue
    ) throws(AnswerFailure) -> Int {
        var start = 0
        var unchangedFrom = 0
        while let frame = next(in: bytes, from: start) {
            let fate: FrameFate
            do throws(AnswerFailure) {
                fate = try observe(frame, bytes)
            } catch {
                // What came before it is the client's, however the bytes were cut.
                output.append(bytes.extracting(unchangedFrom..<frame.range.lowerBound))
                if case .reported = error, observer.hasMeaning {
                    let range = frame.range
                    bytes.extracting(range).withUnsafeBytes { errorFrame = Array($0) }
                    if !withholdsError { output.append(errorFrame) }
                }
                throw error
            }
            if fate != .kept {
                output.append(bytes.extracting(unchangedFrom..<frame.range.lowerBound))
                append(fate, &output)
                unchangedFrom = frame.range.upperBound
            }
            start = frame.range.upperBound
        }
        output.append(bytes.extracting(unchangedFrom..<start))
        return start
    }

    private mutating func observe(
        _ frame: Frame, _ bytes: RawSpan
    ) throws(AnswerFailure) -> FrameFate {
        guard let data = frame.data, !data.isEmpty else { return .kept }
        frames += 1
        let name = frame.isError ? "error" : ""
        let fate: FrameFate
        if let joined = frame.joined {
            fate = try observer.observe(name: name, data: joined.span.bytes)
        } else {
            fate = try observer.observe(name: name, data: bytes.extracting(data))
        }
        events += 1
        return fate
    }

    private func append(_ fate: FrameFate, _ output: inout ByteQueue) {
        guard case .replaced(let data) = fate else { return }
        switch framing {
        case .events:
            output.append(Self.dataPrefix)
            output.append(data)
            output.append(Self.blankLine)
        case .lines, .amazon:
            output.append(data)
            output.append([0x0a])
        }
    }

    private static let dataPrefix = Array("data: ".utf8)
    private static let blankLine = Array("\n\n".utf8)

    private mutating func finishFrames(into output: inout ByteQueue) throws(AnswerFailure) {
        let last = unfinished
        unfinished = []
        let bytes = last.span.bytes
        let frame: Frame?
        switch framing {
        case .events: frame = scanner.rest(in: bytes, from: 0).map { Self.frame($0, bytes) }
        case .lines, .amazon:
            let content = LineScanner.trimmed(0..<last.count, in: bytes)
            frame = content.isEmpty ? nil : Frame(range: 0..<last.count, data: content)
        }
        guard let frame else { return }
        let fate: FrameFate
        do throws(AnswerFailure) {
            fate = try observe(frame, bytes)
        } catch .malformed {
            // Cut within a frame: the part is of no use to anybody.
            throw observer.hasMeaning ? .cutShort : .empty
        }
        guard fate == .kept else { return append(fate, &output) }
        output.append(last)
        output.append(missingEnd(of: last))
    }

    /// What the last frame lacks to be delivered: a blank line, or the end of its last line as well.
    private func missingEnd(of bytes: [UInt8]) -> [UInt8] {
        guard case .events = framing else { return [0x0a] }
        let endings: [[UInt8]] = [[0x0a, 0x0a], [0x0d, 0x0d], [0x0d, 0x0a, 0x0d, 0x0a]]
        if endings.contains(where: { bytes.suffix($0.count) == $0[...] }) { return [] }
        return bytes.last == 0x0a || bytes.last == 0x0d ? [0x0a] : Self.blankLine
    }
}
