internal import ArgumentParser
internal import JSON

/// `omniroute settings get NAME`.
struct SettingsGetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "get", abstract: "Show one setting.",
        discussion: "Exit status 1 when it is not set.")

    @Argument(help: "Its name; a dot leads into one: cache.ttl.")
    var name: String

    @OptionGroup var output: OutputOptions
    @OptionGroup var places: PlaceOptions

    func run() throws {
        let settings = try ManageSession(places).get(APIPath.of("settings"))
        guard let value = settings.at(name), !value.isNull else {
            throw CommandFailure(.unhealthy, "\(HumanText.clean(name)) is not set")
        }
        guard output.format == .table else {
            return Terminal.output(Listing.document(value, output.format))
        }
        if value.kind == .object {
            Sheet.print(value, .table)
        } else {
            Terminal.line(value.shown)
        }
    }
}
