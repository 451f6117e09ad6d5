internal import ArgumentParser

/// `omniroute settings unset NAME...`.
struct SettingsUnsetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unset", abstract: "Give settings their defaults again.")

    @Argument(help: "Their names; a dot leads into one: cache.ttl.")
    var names: [String]

    @OptionGroup var output: OutputOptions
    @OptionGroup var places: PlaceOptions

    func run() throws {
        var body = BodyValue.empty
        for name in names { try body.set(FieldAssignment.names(name)[...], .null) }
        try SettingsChange.send(body, "unset", output, places)
    }
}
