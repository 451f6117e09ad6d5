internal import ArgumentParser
internal import JSON

/// Which fields a list shows.
struct FieldOptions: ParsableArguments {
    @Option(
        name: .customLong("fields"),
        help: ArgumentHelp(
            "Only these fields: a,b; a dot leads into one: state.word.", valueName: "names"))
    var text: String?

    /// The names; nil where none are given.
    var names: [String]? {
        text.map { $0.split(separator: ",").map { $0.trimmed } }
    }

    func validate() throws {
        guard text == nil || names?.isEmpty == false else {
            throw ValidationError("--fields names at least one field")
        }
    }

    /// Refuses a name that no row has, for rows that have all their fields whether or not they say something.
    ///
    /// Without rows nothing can be said of names, nor of parts of what is null or differs from row to row.
    func check(_ rows: [JSONValue]) throws(CommandFailure) {
        guard !rows.isEmpty,
            let name = names?.first(where: { name in
                !Self.left.contains(name) && rows.allSatisfy { !Self.mayHave(name, $0) }
            })
        else { return }
        throw CommandFailure(
            .usage,
            "there is no field \"\(HumanText.clean(name))\"; the fields are \(Self.list(rows))")
    }

    /// Fields that rows may leave out.
    private static let left = ["attempt"]
    /// Objects whose members are not the same in all rows.
    private static let open = ["fields", "server_tools"]

    private static func mayHave(_ name: String, _ row: JSONValue) -> Bool {
        var part = row
        for word in name.split(separator: ".").map(String.init) {
            guard let next = part[word] else { return false }
            if next.isNull || open.contains(word) { return true }
            part = next
        }
        return true
    }

    /// What to say of a name that no entry has, where entries leave out what they do not say: it may be right.
    func remark(_ entries: [JSONValue], known: [String]) -> String? {
        missing(entries, known: known).map { name in
            "nothing here has a field \"\(HumanText.clean(name))\"; there are \(Self.list(entries))"
        }
    }

    /// The first name that is not known and that no entry has.
    private func missing(_ entries: [JSONValue], known: [String]) -> String? {
        guard !entries.isEmpty else { return nil }
        return names?.first { name in
            !known.contains(name) && entries.allSatisfy { $0.at(name) == nil }
        }
    }

    /// The names that entries have, in their order.
    private static func list(_ entries: [JSONValue]) -> String {
        var names: [String] = []
        for member in entries.flatMap({ $0.members ?? [] }) where !names.contains(member.name) {
            names.append(member.name)
        }
        return names.map(HumanText.clean).joined(separator: ", ")
    }

    /// An object with these fields alone; what is not there is null.
    func selected(_ entry: JSONValue) -> JSONValue {
        guard let names else { return entry }
        var writer = JSONWriter()
        writer.object { object in
            for name in names {
                object.name(text: name)
                object.raw(entry.at(name)?.rawBytes ?? Array("null".utf8))
            }
        }
        // What was read as JSON and written again is JSON.
        return (try? JSONDocument(writer.take()).root) ?? entry
    }
}

extension Substring {
    /// Without blanks around it.
    fileprivate var trimmed: String {
        var text = drop { $0 == " " }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
