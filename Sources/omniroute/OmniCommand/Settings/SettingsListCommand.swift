internal import ArgumentParser
internal import JSON

/// `omniroute settings list`.
struct SettingsListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Show what is set; all else has its default.")

    @OptionGroup var output: OutputOptions
    @OptionGroup var places: PlaceOptions

    func run() throws {
        let settings = try ManageSession(places).get(APIPath.of("settings"))
        guard output.format == .table || output.format == .name else {
            return Sheet.print(settings, output.format)
        }
        Self.listing.print(Self.rows(settings), output.format)
    }

    private static let listing = Listing(
        columns: [
            .text("NAME", "name"), .text("VALUE", "value"), .text("MANAGED BY", "managed_by"),
        ],
        nothing: "nothing is set; all settings have their defaults")

    /// A row for each setting: its name as `get` and `set` take it, its value, and the layer that gives it.
    static func rows(_ settings: JSONValue) -> [JSONValue] {
        (settings["managed_by"]?.members ?? []).compactMap { member in
            let name = member.name.split(separator: "/").joined(separator: ".")
            var writer = JSONWriter()
            writer.object { object in
                object.member("name", name)
                object.name("value")
                object.raw(settings.at(name)?.rawBytes ?? Array("null".utf8))
                object.member("managed_by", member.value.string ?? "")
            }
            // What was read as JSON and written again is JSON.
            return try? JSONDocument(writer.take()).root
        }
    }
}
