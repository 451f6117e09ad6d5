/// Takes the Markdown fence off an answer that should have been JSON alone.
///
/// Only a fence around the whole text goes; the closing one is known at the end, so its three backticks are held back.
struct CodeFence {
    private enum State {
        case start
        case fenced
        case plain
    }

    /// A fence whose line is longer than any name of a language is none.
    private static let longestLine = 64

    private var state = State.start
    private var held = ""

    var heldBytes: Int { held.utf8.count }

    mutating func take(_ text: String) -> String {
        held += text
        switch state {
        case .start: return begin()
        case .fenced: return release()
        case .plain:
            defer { held = "" }
            return held
        }
    }

    /// What is still held, at the end of the text.
    mutating func finish() -> String {
        var text = held
        held = ""
        guard case .fenced = state else { return text }
        while let last = text.last, last.isWhitespace { text.removeLast() }
        if text.hasSuffix("```") { text.removeLast(3) }
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return text
    }

    private mutating func begin() -> String {
        let rest = held.drop { $0.isWhitespace }
        guard !rest.isEmpty, rest.count >= 3 || !"```".hasPrefix(rest) else { return "" }
        guard rest.hasPrefix("```") else {
            state = .plain
            defer { held = "" }
            return held
        }
        // The language stands in the rest of the fence's line.
        guard let end = rest.firstIndex(where: \.isNewline) else {
            guard rest.utf8.count > Self.longestLine else { return "" }
            state = .plain
            defer { held = "" }
            return held
        }
        held = String(rest[rest.index(after: end)...])
        state = .fenced
        return release()
    }

    /// Keeps what could be the closing fence: backticks and blanks at the end.
    private mutating func release() -> String {
        var end = held.endIndex
        while end > held.startIndex {
            let before = held.index(before: end)
            guard held[before].isWhitespace || held[before] == "`" else { break }
            end = before
        }
        defer { held = String(held[end...]) }
        return String(held[..<end])
    }
}
