/// Cuts a text into words, marks and sentences.
struct GuardWords {
    enum Token: Equatable {
        /// A word or mark by the hash of its lower-case bytes, and where it stands.
        case word(UInt64, Range<Int>)
        case sentenceEnd
    }

    private let bytes: [UInt8]
    private let marks: [[UInt8]]
    private var at = 0
    /// Inside of a fenced block of code, where marks are examples.
    private var isFenced = false

    /// Reads UTF-8, perhaps cut off in the middle of a character.
    init(_ bytes: [UInt8], marks: [[UInt8]]) {
        self.bytes = bytes
        self.marks = marks
    }

    /// The next token; nil at the end.
    mutating func next() -> Token? {
        while at < bytes.count {
            let character = GuardCharacter(bytes, at)
            switch character.kind {
            case .letter: return word()
            case .invisible: at += character.length
            case .other:
                if let token = punctuation(bytes[at], length: character.length) { return token }
            }
        }
        return nil
    }

    private mutating func word() -> Token {
        let start = at
        var end = at
        var hash = WordHash()
        while at < bytes.count {
            let character = GuardCharacter(bytes, at)
            switch character.kind {
            case .letter(let byte):
                hash.take(byte)
                at += character.length
                end = at
            case .invisible: at += character.length
            case .other: return .word(hash.value, start..<end)
            }
        }
        return .word(hash.value, start..<end)
    }

    private mutating func punctuation(_ byte: UInt8, length: Int) -> Token? {
        let start = at
        at += length
        switch byte {
        case UInt8(ascii: "."), UInt8(ascii: "!"), UInt8(ascii: "?"):
            return at == bytes.count || ASCIIText.isSpace(bytes[at]) ? .sentenceEnd : nil
        case UInt8(ascii: "\n"):
            let isBlank = at < bytes.count && bytes[at] == UInt8(ascii: "\n")
            return isBlank ? .sentenceEnd : nil
        case UInt8(ascii: "`"):
            if holds(Self.fence, start), isAtLineStart(start) { isFenced.toggle() }
            return nil
        case UInt8(ascii: "<"), UInt8(ascii: "["): return mark(start)
        default: return nil
        }
    }

    /// Three backticks open and close a block of code.
    private static let fence = Array("```".utf8)

    private mutating func mark(_ start: Int) -> Token? {
        guard !isFenced, !isQuoted(start), let mark = marks.first(where: { holds($0, start) }),
            !isArgument(mark, start)
        else { return nil }
        at = start + mark.count
        return .word(WordHash(String(decoding: mark, as: UTF8.self)).value, start..<at)
    }

    /// Whether some lower-case text stands at an offset, in upper or lower case.
    private func holds(_ text: [UInt8], _ offset: Int) -> Bool {
        guard bytes.count - offset >= text.count else { return false }
        return text.indices.allSatisfy { GuardCharacter.lowered(bytes[offset + $0]) == text[$0] }
    }

    /// Whether what stands at an offset is part of a quotation, a string of a program or a template.
    private func isQuoted(_ offset: Int) -> Bool {
        guard offset > 0 else { return false }
        let before = bytes[offset - 1]
        // A line feed as programs write it.
        if before == UInt8(ascii: "n"), offset > 1, bytes[offset - 2] == UInt8(ascii: "\\") {
            return true
        }
        return Self.quoting.contains(before)
    }

    private static let quoting = Set("\"'`\\{}()[,=/|".utf8)

    /// Whether a mark stands directly behind a name, as an argument of a type or an index does.
    ///
    /// Tokens of a model with their bar are none of those.
    private func isArgument(_ mark: [UInt8], _ offset: Int) -> Bool {
        guard offset > 0, mark[1] != UInt8(ascii: "|") else { return false }
        return ASCIIText.isWord(bytes[offset - 1])
    }

    private func isAtLineStart(_ offset: Int) -> Bool {
        var place = offset
        while place > 0, bytes[place - 1] == UInt8(ascii: " ") { place -= 1 }
        return place == 0 || bytes[place - 1] == UInt8(ascii: "\n")
    }
}
