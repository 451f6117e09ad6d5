/// Lets through of an answer what goes beyond the one that a client has a part of.
///
/// As long as it says the same, nothing comes out; once all that was sent has been said again, the rest goes on under the
/// numbers of the blocks that the client knows. Whatever differs is a divergence, found before anything came out.
struct ContinuationFilter {
    private let sent: SentAnswer
    /// Proofs of the provider mean something where the first one's did.
    private let keepsProofs: Bool
    /// Bytes of each sent block that were said again, and whether its end was.
    private var said: [Int]
    private var closed: [Bool]
    private var opened = 0
    /// What goes beyond while something that was sent has not been said again.
    private var waiting: [AnswerEvent] = []
    private var waitingBytes = 0
    /// All that was sent has been said again.
    private(set) var hasCaughtUp = false

    init(_ sent: SentAnswer, keepsProofs: Bool) {
        self.sent = sent
        self.keepsProofs = keepsProofs
        said = Array(repeating: 0, count: sent.blocks.count)
        closed = Array(repeating: false, count: sent.blocks.count)
    }

    /// What of `event` the client does not have.
    mutating func take(
        _ event: AnswerEvent, into out: inout [AnswerEvent]
    ) throws(AnswerFailure) {
        // Who answers was told; counts replace one another.
        if case .start = event { return }
        if case .usage = event { return out.append(event) }
        guard !hasCaughtUp else { return pass(event, into: &out) }
        try compare(event)
        guard isSaidAgain else { return }
        hasCaughtUp = true
        let rest = waiting
        waiting = []
        for event in rest { pass(event, into: &out) }
    }

    private func pass(_ event: AnswerEvent, into out: inout [AnswerEvent]) {
        if case .proof(let index, _) = event {
            let isKnown = sent.blocks.indices.contains(index)
            let isDue = !isKnown || !sent.blocks[index].hasProof && !sent.blocks[index].isClosed
            guard keepsProofs, isDue else { return }
        }
        out.append(event)
    }

    private var isSaidAgain: Bool {
        guard opened == sent.blocks.count else { return false }
        for (index, block) in sent.blocks.enumerated() {
            guard said[index] == block.text.utf8.count else { return false }
            guard closed[index] || !block.isClosed else { return false }
        }
        return true
    }

    private mutating func compare(_ event: AnswerEvent) throws(AnswerFailure) {
        switch event {
        case .open(let index, let start):
            guard sent.blocks.indices.contains(index) else { return try wait(event, 64) }
            guard SentAnswer.isSame(sent.blocks[index].start, start) else { throw .diverged }
            opened = index + 1
        case .text(let index, let text):
            guard sent.blocks.indices.contains(index) else {
                return try wait(event, text.utf8.count)
            }
            if let rest = try rest(of: text, index) {
                try wait(.text(index, rest), rest.utf8.count)
            }
        case .arguments(let index, let text):
            guard sent.blocks.indices.contains(index) else {
                return try wait(event, text.utf8.count)
            }
            if let rest = try rest(of: text, index) {
                try wait(.arguments(index, rest), rest.utf8.count)
            }
        case .close(let index):
            guard sent.blocks.indices.contains(index) else { return try wait(event, 1) }
            guard said[index] == sent.blocks[index].text.utf8.count else { throw .diverged }
            closed[index] = true
            if !sent.blocks[index].isClosed { try wait(event, 1) }
        case .proof: try wait(event, 64)
        case .citation(let index, _), .logprobs(let index, _):
            // Those of what was sent are the client's already.
            guard !sent.blocks.indices.contains(index) else { return }
            try wait(event, 64)
        case .start, .usage: break
        case .stop: try wait(event, 1)
        }
    }

    /// What of a piece goes beyond what was sent of its block; nil when nothing does.
    private mutating func rest(of text: String, _ index: Int) throws(AnswerFailure) -> String? {
        let block = sent.blocks[index]
        let known = block.text.utf8.dropFirst(said[index])
        let same = min(known.count, text.utf8.count)
        guard text.utf8.prefix(same).elementsEqual(known.prefix(same)) else { throw .diverged }
        said[index] += same
        guard text.utf8.count > same else { return nil }
        guard !block.isClosed else { throw .diverged }
        // What was sent ends with a whole character, and up to there both are the same.
        return String(decoding: text.utf8.dropFirst(same), as: UTF8.self)
    }

    private mutating func wait(_ event: AnswerEvent, _ bytes: Int) throws(AnswerFailure) {
        waitingBytes += bytes
        guard waitingBytes <= SentAnswer.limit else { throw .diverged }
        waiting.append(event)
    }
}
