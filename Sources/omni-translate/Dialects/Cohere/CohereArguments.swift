/// Arguments of one call as they come; a call without any has `null` or nothing in their place.
struct CohereArguments {
    /// The beginning, as long as it may still be nothing but `null`.
    private var held = ""
    private var isDecided = false

    var heldBytes: Int { held.utf8.count }

    /// What can be passed on; nil for nothing yet.
    mutating func take(_ text: String) -> String? {
        if isDecided { return text.isEmpty ? nil : text }
        held += text
        guard !Self.mayBeNull(held) else { return nil }
        isDecided = true
        defer { held = "" }
        return held
    }

    /// What is left at the end; nil for nothing (pitfall 18).
    mutating func finish() -> String? {
        guard !isDecided else { return nil }
        isDecided = true
        defer { held = "" }
        let rest = held.utf8.drop(while: ASCIIText.isSpace)
        return rest.isEmpty || rest.starts(with: "null".utf8) ? "{}" : held
    }

    /// Whether a text may grow into `null` with blanks around it.
    private static func mayBeNull(_ text: String) -> Bool {
        let rest = text.utf8.drop(while: ASCIIText.isSpace)
        let word = "null".utf8
        if rest.count <= word.count { return word.starts(with: rest) }
        return rest.starts(with: word) && rest.dropFirst(4).allSatisfy(ASCIIText.isSpace)
    }
}
