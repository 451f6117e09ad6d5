/// Tells reasoning from text where a model writes `<think>…</think>` (facts: translation-matrix, section 5 rule 6).
///
/// Tags may be cut anywhere. An opening tag counts only before any text; one line feed after the closing tag goes with it.
struct ThinkTags {
    struct Piece: Equatable {
        var isReasoning: Bool
        var text: String
    }

    private enum State {
        /// Nothing but blanks so far.
        case start
        case reasoning
        /// Behind the closing tag, before the text.
        case behind
        case text
    }

    private static let opening = "<think>"
    private static let closing = "</think>"

    private var state = State.start
    private var held = ""
    /// What came before a closing tag without an opening one can still become reasoning, because nobody has seen it.
    private let revises: Bool

    init(revises: Bool) { self.revises = revises }

    var heldBytes: Int { held.utf8.count }

    mutating func take(_ text: String) -> [Piece] {
        held += text
        var pieces: [Piece] = []
        while step(&pieces, isLast: false) {}
        return pieces
    }

    /// What is still held, at the end of the block.
    mutating func finish() -> [Piece] {
        var pieces: [Piece] = []
        while step(&pieces, isLast: true) {}
        if !held.isEmpty {
            pieces.append(Piece(isReasoning: state == .reasoning, text: held))
            held = ""
        }
        return pieces
    }

    /// One transition; false when more text is needed.
    private mutating func step(_ pieces: inout [Piece], isLast: Bool) -> Bool {
        switch state {
        case .start: return begin(&pieces, isLast)
        case .reasoning: return reason(&pieces, isLast)
        case .behind:
            guard let first = held.utf8.first else { return false }
            if first == UInt8(ascii: "\n") { held.removeFirst() }
            state = .text
            return true
        case .text:
            return revises && pieces.isEmpty ? revise(&pieces, isLast) : flush(&pieces)
        }
    }

    private mutating func begin(_ pieces: inout [Piece], _ isLast: Bool) -> Bool {
        let rest = held.drop { $0.isWhitespace }
        guard !rest.isEmpty else { return false }
        if rest.hasPrefix(Self.opening) {
            held = String(rest.dropFirst(Self.opening.count))
            state = .reasoning
            return true
        }
        if !isLast, Self.opening.hasPrefix(rest) { return false }
        state = .text
        return true
    }

    private mutating func reason(_ pieces: inout [Piece], _ isLast: Bool) -> Bool {
        if let tag = held.firstPlace(of: Self.closing) {
            let text = String(held[..<tag.lowerBound])
            pieces.append(Piece(isReasoning: true, text: text))
            held = String(held[tag.upperBound...])
            state = .behind
            return true
        }
        let kept = isLast ? 0 : Self.possiblePrefix(of: Self.closing, at: held)
        let count = held.utf8.count - kept
        guard count > 0 else { return false }
        let cut = held.utf8.index(held.startIndex, offsetBy: count)
        pieces.append(Piece(isReasoning: true, text: String(held[..<cut])))
        held = String(held[cut...])
        return false
    }

    /// A client that gets the answer whole: text is held until it is known whether a closing tag comes.
    private mutating func revise(_ pieces: inout [Piece], _ isLast: Bool) -> Bool {
        guard isLast else { return false }
        if let tag = held.firstPlace(of: Self.closing) {
            pieces.append(Piece(isReasoning: true, text: String(held[..<tag.lowerBound])))
            held = String(held[tag.upperBound...])
            state = .behind
            return true
        }
        return false
    }

    private mutating func flush(_ pieces: inout [Piece]) -> Bool {
        guard !held.isEmpty else { return false }
        pieces.append(Piece(isReasoning: false, text: held))
        held = ""
        return false
    }

    /// Bytes at the end of `text` that could be the beginning of `tag`.
    static func possiblePrefix(of tag: String, at text: String) -> Int {
        let bytes = Array(text.utf8.suffix(tag.utf8.count - 1))
        let pattern = Array(tag.utf8)
        for count in stride(from: bytes.count, to: 0, by: -1)
        where bytes.suffix(count).elementsEqual(pattern.prefix(count)) { return count }
        return 0
    }
}
