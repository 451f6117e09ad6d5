internal import JSON

/// A name or code that a provider chose, no longer than what is worth recording.
func shortened(_ text: String) -> String {
    guard text.utf8.count > Limits.nameBytes else { return text }
    var result = ""
    for character in text.unicodeScalars {
        guard result.utf8.count + 4 <= Limits.nameBytes else { break }
        result.unicodeScalars.append(character)
    }
    return result
}

extension JSONTape {
    /// A string that names something; empty when the node is none.
    func name(_ node: Node, in bytes: RawSpan) -> String {
        string(node, in: bytes).map(shortened) ?? ""
    }
}
