/// What a client has of a streamed answer, in canonical form, as far as it is needed to go on from it elsewhere.
package struct SentAnswer: Sendable, Equatable {
    /// One block of it.
    struct Block: Sendable, Equatable {
        var start: BlockStart
        /// Text, or arguments of a call.
        var text = ""
        var isClosed = false
        var hasProof = false
    }

    private(set) var blocks: [Block] = []
    /// Bytes that are kept, roughly.
    private(set) var bytes = 0
    /// More than is kept: nobody can go on from it.
    private(set) var isLost = false

    /// Bytes that are kept.
    static let limit = 256 << 10

    /// Something can be compared with another answer.
    var isUsable: Bool { !isLost && !blocks.isEmpty }

    /// Takes what went to the client.
    mutating func note(_ event: AnswerEvent) {
        guard !isLost else { return }
        switch event {
        case .open(let index, let start):
            guard index == blocks.count else { return }
            blocks.append(Block(start: start))
            add(Self.size(start))
        case .text(let index, let text), .arguments(let index, let text):
            guard blocks.indices.contains(index) else { return }
            blocks[index].text += text
            add(text.utf8.count)
        case .proof(let index, _):
            if blocks.indices.contains(index) { blocks[index].hasProof = true }
        case .close(let index):
            if blocks.indices.contains(index) { blocks[index].isClosed = true }
        case .start, .citation, .logprobs, .usage, .stop: break
        }
    }

    private mutating func add(_ count: Int) {
        bytes += count
        if bytes > Self.limit { forget() }
    }

    /// Nobody will go on from it.
    mutating func forget() {
        isLost = true
        blocks = []
        bytes = 0
    }

    /// Roughly; what comes whole at once counts with all it has.
    private static func size(_ start: BlockStart) -> Int {
        switch start {
        case .text, .refusal, .reasoning, .redactedReasoning: 64
        case .toolCall(let call): 64 + call.name.utf8.count + call.id.utf8.count
        case .opaque(let opaque): opaque.json.bytes.count
        case .media(let media):
            switch media.source {
            case .base64(let text), .url(let text), .text(let text): text.utf8.count
            case .file(let file): file.id.utf8.count
            }
        }
    }

    /// Whether another answer's block is of the same kind; ids of calls are each provider's own.
    static func isSame(_ first: BlockStart, _ second: BlockStart) -> Bool {
        guard case .toolCall(let one) = first, case .toolCall(let other) = second else {
            return first == second
        }
        return one.name == other.name && one.namespace == other.namespace && one.kind == other.kind
    }
}
