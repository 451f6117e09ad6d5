internal import ArgumentParser
internal import Glibc
internal import IPC
internal import JSON

/// Options of a command that lists things that route knows.
struct ListingOptions: ParsableArguments {
    @Flag(help: "Print one JSON object a line.")
    var json = false

    @OptionGroup var places: PlaceOptions
}

/// A list of things that route knows, as a table or as JSON lines.
struct RouteListing {
    /// A column: its heading, the field it shows, and whether that is a number.
    struct Column {
        let heading: String
        let field: String
        let isNumber: Bool

        static func text(_ heading: String, _ field: String) -> Column {
            Column(heading: heading, field: field, isNumber: false)
        }

        static func number(_ heading: String, _ field: String) -> Column {
            Column(heading: heading, field: field, isNumber: true)
        }
    }

    let lines: RouteLines
    let columns: [Column]
    /// Said when there is nothing to list.
    let nothing: String

    /// Prints it.
    func print(_ options: ListingOptions) throws(CommandFailure) {
        if options.json {
            return try lines.each(at: options.places) { line in
                Terminal.write(line + [UInt8(ascii: "\n")], to: STDOUT_FILENO)
            }
        }
        let objects = try lines.objects(at: options.places)
        guard !objects.isEmpty else { return Terminal.error(nothing) }
        for line in Self.table(objects, columns) { Swift.print(line) }
    }

    /// The lines of the table.
    static func table(_ objects: [JSONValue], _ columns: [Column]) -> [String] {
        let numbers = Set(columns.indices.filter { columns[$0].isNumber })
        var table = TextTable(columns.map(\.heading), numbers: numbers)
        for object in objects { table.add(columns.map { object.shown($0.field) }) }
        return table.lines
    }
}
