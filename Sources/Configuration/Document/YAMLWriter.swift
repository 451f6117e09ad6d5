/// Writes a document as a configuration file: entries as people write them, small things in one line.
struct YAMLWriter {
    private var out = ""

    /// Columns of a line that holds a whole list or mapping.
    private static let width = 100

    /// What was written; a file that says nothing is an empty mapping.
    var text: String { out.isEmpty ? "{}\n" : out }

    /// Writes a section; nothing for one without entries.
    mutating func write(_ section: DocumentSection, _ entries: [DocumentMember]) {
        guard !entries.isEmpty else { return }
        if section.nameField == nil {
            writeMembers(section.rawValue, entries)
        } else {
            out += section.rawValue + ":\n"
            for entry in entries { writeElement(entry.value, 1) }
        }
    }

    /// Writes the settings; nothing when there are none.
    mutating func writeSettings(_ members: [DocumentMember]) {
        guard !members.isEmpty else { return }
        writeMembers(Document.settingsName, members)
    }

    private mutating func writeMembers(_ name: String, _ members: [DocumentMember]) {
        out += name + ":\n"
        for member in members { write(member, 1) }
    }

    private mutating func indent(_ depth: Int) { out += String(repeating: "  ", count: depth) }

    /// A line, or several, of a block mapping.
    private mutating func write(_ member: DocumentMember, _ depth: Int) {
        indent(depth)
        out += YAMLText.scalar(member.name) + ":"
        writeBehind(member.value, depth)
    }

    /// A value behind a colon.
    private mutating func writeBehind(_ value: DocumentValue, _ depth: Int) {
        if case .text(let text) = value, let lines = YAMLText.block(text) {
            out += lines.end == .one ? " |\n" : " |-\n"
            for line in lines.lines {
                if !line.isEmpty { indent(depth + 1) }
                out += line + "\n"
            }
            return
        }
        if let line = Self.line(value, Self.width - 2 * depth) {
            out += " " + line + "\n"
            return
        }
        out += "\n"
        switch value {
        case .object(let members): for member in members { write(member, depth + 1) }
        case .list(let values): for value in values { writeElement(value, depth + 1) }
        case .null, .bool, .number, .text: break
        }
    }

    /// An element of a block list.
    private mutating func writeElement(_ value: DocumentValue, _ depth: Int) {
        indent(depth)
        guard case .object(let members) = value, let first = members.first else {
            out += "-"
            return writeBehind(value, depth)
        }
        out += "- " + YAMLText.scalar(first.name) + ":"
        writeBehind(first.value, depth + 1)
        for member in members.dropFirst() { write(member, depth + 1) }
    }

    /// A value in one line; nil when it is longer than the width, or has a text of several lines.
    private static func line(_ value: DocumentValue, _ width: Int) -> String? {
        switch value {
        case .null: return "null"
        case .bool(let value): return value ? "true" : "false"
        case .number(let digits): return digits
        case .text(let text): return YAMLText.block(text) == nil ? YAMLText.scalar(text) : nil
        case .list(let values):
            return joined(values.map { line($0, width) }, "[", "]", width)
        case .object(let members):
            let parts = members.map { member in
                line(member.value, width).map { "\(YAMLText.scalar(member.name)): \($0)" }
            }
            return joined(parts, "{", "}", width)
        }
    }

    private static func joined(
        _ parts: [String?], _ begin: String, _ end: String, _ width: Int
    ) -> String? {
        var text = begin
        for (index, part) in parts.enumerated() {
            guard let part else { return nil }
            if index > 0 { text += ", " }
            text += part
            guard text.utf8.count < width else { return nil }
        }
        return text + end
    }
}
