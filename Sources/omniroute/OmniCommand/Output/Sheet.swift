internal import JSON

/// One thing with all its fields, as lines for people or as data.
enum Sheet {
    /// Prints it.
    static func print(_ value: JSONValue, _ format: OutputFormat, nameField: String = "name") {
        Terminal.output(text(value, format, nameField: nameField))
    }

    /// It in a format, with a line feed at the end of each line.
    static func text(
        _ value: JSONValue, _ format: OutputFormat, nameField: String = "name"
    ) -> String {
        switch format {
        case .table: lines(value).map { $0 + "\n" }.joined()
        case .name: value.shown(nameField) + "\n"
        case .json, .jsonl, .yaml: Listing.document(value, format)
        }
    }

    /// A line a field: its path, and its value.
    static func lines(_ value: JSONValue) -> [String] {
        var fields: [(path: String, text: String)] = []
        gather(value, "", into: &fields)
        let width = fields.map { CellWidth.of($0.path) }.max() ?? 0
        return fields.map { $0.path + CellWidth.blanks(after: $0.path, width) + "  " + $0.text }
    }

    private static func gather(
        _ value: JSONValue, _ path: String, into fields: inout [(path: String, text: String)]
    ) {
        for member in value.members ?? [] {
            let name = HumanText.clean(member.name)
            let own = path.isEmpty ? name : "\(path).\(name)"
            let isGroup = member.value.kind == .object && member.value.count > 0
            if isGroup, member.value["kept"] == nil {
                gather(member.value, own, into: &fields)
            } else if member.value.kind == .array,
                member.value.array?.contains(where: { $0.kind == .object }) == true
            {
                for entry in member.value.array ?? [] { fields.append((own, entry.shown)) }
            } else {
                fields.append((own, member.value.shown))
            }
        }
    }
}
