internal import JSON

/// JSON over several lines, and the same as YAML.
enum IndentedText {
    /// Levels that are written; deeper ones cannot come from the API.
    private static let depthLimit = 32

    /// JSON with an indentation of two.
    static func json(_ value: JSONValue) -> String {
        var text = ""
        writeJSON(value, 0, to: &text)
        return text
    }

    private static func writeJSON(_ value: JSONValue, _ depth: Int, to text: inout String) {
        let entries = children(of: value)
        guard !entries.isEmpty, depth < depthLimit else { return text += raw(value) }
        let isObject = value.kind == .object
        text += isObject ? "{\n" : "[\n"
        for (index, entry) in entries.enumerated() {
            text += String(repeating: "  ", count: depth + 1)
            if let name = entry.name { text += "\(quoted(name)): " }
            writeJSON(entry.value, depth + 1, to: &text)
            text += index == entries.count - 1 ? "\n" : ",\n"
        }
        text += String(repeating: "  ", count: depth) + (isObject ? "}" : "]")
    }

    /// YAML in block style, with a line feed at its end.
    static func yaml(_ value: JSONValue) -> String {
        var text = ""
        writeYAML(value, 0, isEntry: false, to: &text)
        return text
    }

    /// Writes a value where a line has begun; an entry of a list goes on behind its dash.
    private static func writeYAML(
        _ value: JSONValue, _ depth: Int, isEntry: Bool, to text: inout String
    ) {
        let entries = children(of: value)
        guard !entries.isEmpty, depth < depthLimit else {
            text += scalar(value) + "\n"
            return
        }
        for (index, entry) in entries.enumerated() {
            if index > 0 || !isEntry { text += String(repeating: "  ", count: depth) }
            guard let name = entry.name else {
                text += "- "
                writeYAML(entry.value, depth + 1, isEntry: true, to: &text)
                continue
            }
            text += plain(name) + ":"
            if children(of: entry.value).isEmpty {
                text += " \(scalar(entry.value))\n"
            } else {
                text += "\n"
                writeYAML(entry.value, depth + 1, isEntry: false, to: &text)
            }
        }
    }

    private static func children(of value: JSONValue) -> [(name: String?, value: JSONValue)] {
        switch value.kind {
        case .object: (value.members ?? []).map { ($0.name, $0.value) }
        case .array: (value.array ?? []).map { (nil, $0) }
        case .string, .number, .true, .false, .null: []
        }
    }

    private static func raw(_ value: JSONValue) -> String {
        JSONText.text(value.rawBytes)
    }

    private static func scalar(_ value: JSONValue) -> String {
        value.string.map(plain) ?? raw(value)
    }

    /// Text as it stands in YAML: in quotes where it could be read as something else.
    static func plain(_ text: String) -> String {
        let isSafe: (Unicode.Scalar) -> Bool = { scalar in
            switch scalar {
            case "a"..."z", "A"..."Z", "0"..."9", "_", "-", ".", "/": true
            default: false
            }
        }
        let words: Set<String> = [
            "true", "false", "null", "yes", "no", "on", "off", "y", "n", ".nan", ".inf",
        ]
        guard let first = text.unicodeScalars.first, text.unicodeScalars.allSatisfy(isSafe),
            first.properties.isAlphabetic, !words.contains(text.lowercased())
        else { return quoted(text) }
        return text
    }

    private static func quoted(_ text: String) -> String {
        var writer = JSONWriter()
        writer.string(text)
        return JSONText.text(writer.take())
    }
}
