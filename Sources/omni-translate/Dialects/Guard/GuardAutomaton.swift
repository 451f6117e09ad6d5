/// The patterns in the form in which texts are read: from a word to the steps that it can be.
struct GuardAutomaton: Sendable {
    /// One step of one pattern.
    struct Step: Sendable {
        var family: GuardFamily
        /// Nothing comes before it.
        var isFirst: Bool
        /// Nothing comes behind it.
        var isLast: Bool
        /// Words that may stand between the step before and this one.
        var gap: Int
        /// For a first step: it does not count right behind a negation.
        var isAffirmative: Bool
    }

    /// The patterns of `GuardPatterns`.
    static let standard = GuardAutomaton(GuardPatterns.all)

    /// Steps of one pattern follow one another.
    private(set) var steps: [Step] = []
    /// Marks: words that begin with a bracket, without the words of letters.
    private(set) var marks: [[UInt8]] = []
    /// Hashes of words, in a table with open addressing; 0 where nothing is.
    private var hashes: [UInt64] = []
    /// Per place of the table where the steps of its word are in `uses`.
    private var places: [Range<Int>] = []
    /// Steps by word, for each word later ones first.
    private var uses: [Int] = []

    /// Hashes of the words that negate.
    private(set) var negations: Set<UInt64> = []

    /// Reads patterns; they are the program's own, so that a malformed one is a mistake of ours.
    init(_ groups: [(family: GuardFamily, patterns: [String])]) {
        var words: [String: [Int]] = [:]
        for group in groups {
            for pattern in group.patterns { read(pattern, group.family, into: &words) }
        }
        var size = 64
        while size < words.count * 4 { size *= 2 }
        hashes = Array(repeating: 0, count: size)
        places = Array(repeating: 0..<0, count: size)
        for (word, steps) in words.sorted(by: { $0.key < $1.key }) {
            let hash = WordHash(word).value
            let place = place(of: hash)
            precondition(hashes[place] == 0, "two words of the patterns have one hash")
            hashes[place] = hash
            let first = uses.count
            // A word that could be two steps of a pattern is not both at once.
            uses += steps.sorted(by: >)
            places[place] = first..<uses.count
            if Self.isMark(word) { marks.append(Array(word.utf8)) }
        }
        for word in GuardPatterns.negations { negations.insert(WordHash(word).value) }
    }

    private mutating func read(
        _ pattern: String, _ family: GuardFamily, into words: inout [String: [Int]]
    ) {
        let isAffirmative = pattern.hasPrefix("!")
        let first = steps.count
        var gap = 0
        for part in pattern.dropFirst(isAffirmative ? 1 : 0).split(separator: " ") {
            if part.hasPrefix(".."), let count = Int(part.dropFirst(2)) {
                gap = count
                continue
            }
            let number = steps.count
            for word in Self.words(part) where words[word]?.last != number {
                words[word, default: []].append(number)
            }
            steps.append(
                Step(
                    family: family, isFirst: number == first, isLast: false, gap: gap,
                    isAffirmative: isAffirmative))
            gap = 0
        }
        precondition(steps.count > first, "a pattern has a step")
        steps[steps.count - 1].isLast = true
    }

    /// The words of a step; bars inside of marks do not part anything.
    private static func words(_ step: Substring) -> [String] {
        isMark(step) ? [String(step)] : step.split(separator: "|").map(String.init)
    }

    private static func isMark(_ word: some StringProtocol) -> Bool {
        word.hasPrefix("<") || word.hasPrefix("[")
    }

    private func place(of hash: UInt64) -> Int {
        var place = Int(truncatingIfNeeded: hash) & (hashes.count - 1)
        while hashes[place] != 0, hashes[place] != hash { place = (place + 1) & (hashes.count - 1) }
        return place
    }

    /// Steps that the word with this hash can be, later ones first.
    func steps(of hash: UInt64) -> ArraySlice<Int> { uses[places[place(of: hash)]] }
}

/// Hash of a word, byte by byte (FNV-1a): good enough to tell a few hundred words from all others.
struct WordHash {
    private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

    /// Starts a word.
    init() {}

    /// The hash of a whole word.
    init(_ word: some StringProtocol) {
        for byte in word.utf8 { take(byte) }
    }

    /// Takes the next byte.
    mutating func take(_ byte: UInt8) { value = (value ^ UInt64(byte)) &* 0x100_0000_01b3 }
}
