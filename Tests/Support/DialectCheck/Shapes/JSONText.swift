internal import JSON

/// JSON inside strings, as the arguments of calls are sent.
enum JSONText {
    static func isObject(_ text: String) -> Bool { parse(text)?.kind == .object }

    /// The value a text holds; `nil` if it is no JSON.
    static func parse(_ text: String) -> JSONValue? {
        // Only whether the text is JSON matters; the reason it is not is never shown.
        try? JSONDocument(Array(text.utf8)).root
    }
}
