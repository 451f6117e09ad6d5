internal import IPC
internal import JSON

/// A plain openai-chat answer for an openai-chat client: collected, checked to be an answer, passed on as it came.
struct ChatAnswerPassthrough: AnswerTranslator {
    private(set) var hasMeaning = false
    private(set) var usage = Usage()
    private(set) var model = ""
    private(set) var textBytes = 0
    let events: UInt64 = 0

    let isComplete = false
    var heldBytes: Int { body.count }

    private var body: [UInt8] = []

    init() {}

    mutating func receive(_ bytes: RawSpan, into output: inout ByteQueue) throws(AnswerFailure) {
        guard body.count + bytes.byteCount <= Limits.answerBytes else { throw .tooLarge }
        bytes.withUnsafeBytes { body.append(contentsOf: $0) }
    }

    mutating func finish(into output: inout ByteQueue) throws(AnswerFailure) {
        let whole = body
        body = []
        let span = whole.span.bytes
        var tape = JSONTape(limits: JSONLimits(bytes: Limits.answerBytes))
        do throws(JSONError) {
            try tape.parse(span)
        } catch {
            throw whole.isEmpty ? .empty : .malformed("the answer is not JSON: \(error)")
        }
        guard let chunk = ChatChunk(tape, span) else {
            throw .malformed("the answer is not an object")
        }
        if chunk.error != nil { throw .reported(whole) }
        guard let choices = chunk.choices, choices > 0 else { throw .empty }
        hasMeaning = true
        textBytes = chunk.textBytes
        if let found = chunk.usage { usage = found }
        if let node = chunk.model { model = tape.name(node, in: span) }
        output.append(whole)
    }
}
