/// Reads texts word by word and finds the passages that patterns describe.
///
/// Each word is looked up once and changes a few numbers: time grows with the text only, whatever stands in it.
struct GuardScanner {
    /// A passage: bytes of the text that was read, and what it is.
    struct Passage: Equatable {
        var family: GuardFamily
        var range: Range<Int>
    }

    /// How far a pattern has got: the last word that was a step of it, and where the passage begins.
    private struct Progress {
        var word: Int
        var start: Int
    }

    private let automaton: GuardAutomaton
    /// By step: how its pattern came there.
    ///
    /// Only what is not older than `border` counts.
    private var progress: [Progress]
    /// Words so far, over all texts.
    private var count = 0
    /// The first word of the sentence.
    private var border = 0
    /// The last word that negates what follows.
    private var negation = -3
    private var found: [Passage] = []

    /// Reads with some patterns.
    init(_ automaton: GuardAutomaton = .standard) {
        self.automaton = automaton
        progress = Array(repeating: Progress(word: -1, start: 0), count: automaton.steps.count)
    }

    /// The passages in the first `limit` bytes of a text, in the order of their ends.
    mutating func passages(in text: String, limit: Int) -> [Passage] {
        border = count
        found = []
        let bytes = Array(text.utf8.prefix(limit))
        var reader = GuardWords(bytes, marks: automaton.marks)
        while let token = reader.next() {
            switch token {
            case .word(let hash, let range): take(hash, range)
            case .sentenceEnd: border = count
            }
        }
        return found
    }

    private mutating func take(_ hash: UInt64, _ range: Range<Int>) {
        for number in automaton.steps(of: hash) {
            let step = automaton.steps[number]
            let start: Int
            if step.isFirst {
                let isNegated = negation >= border && count - negation <= 2
                guard !isNegated || !step.isAffirmative else { continue }
                start = range.lowerBound
            } else {
                let before = progress[number - 1]
                guard before.word >= border, count - before.word - 1 <= step.gap else { continue }
                start = before.start
            }
            if step.isLast {
                found.append(Passage(family: step.family, range: start..<range.upperBound))
            } else {
                progress[number] = Progress(word: count, start: start)
            }
        }
        if automaton.negations.contains(hash) { negation = count }
        count += 1
    }
}
