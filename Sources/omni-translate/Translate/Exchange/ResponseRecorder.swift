internal import Dialects
internal import IPC

/// Watches what a client gets of openai-responses, for the answer as a whole.
struct ResponseRecorder {
    private let source: RequestSource
    private let owner: String
    private var frames = FrameReader(.events, limit: Limits.translation.frameBytes)
    private var response: [UInt8] = []
    private var isLost = false

    init(_ source: RequestSource, owner: String) {
        self.source = source
        self.owner = owner
    }

    /// The client got these bytes.
    mutating func sent(_ bytes: RawSpan, streamed: Bool) {
        guard !isLost else { return }
        guard streamed else {
            isLost = response.count + bytes.byteCount > Limits.storedBytes
            if !isLost { bytes.withUnsafeBytes { response.append(contentsOf: $0) } }
            return
        }
        do throws(AnswerFailure) {
            try Self.read(bytes, &frames, &response)
        } catch {
            isLost = true
        }
    }

    /// Static, because the reader of frames and what it fills are changed at the same time.
    private static func read(
        _ bytes: RawSpan, _ frames: inout FrameReader, _ response: inout [UInt8]
    ) throws(AnswerFailure) {
        try frames.receive(bytes) { (_, data) throws(AnswerFailure) in
            if let whole = ResponsesCodec.wholeResponse(inEvent: data) { response = whole }
        }
    }

    /// The answer is complete: keeps it.
    func keep(in service: TranslateService) {
        guard !isLost, let id = ResponsesCodec.id(ofResponse: response),
            let transcript = ResponseTranscript(source, response: response)
        else { return }
        service.responses.remember(
            owner: owner, id: id, transcript, response: response, now: service.seconds)
    }
}
