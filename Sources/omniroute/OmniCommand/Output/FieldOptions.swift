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
