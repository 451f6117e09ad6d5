internal import ArgumentParser
internal import Configuration

/// `omniroute settings set NAME=VALUE...`.
struct SettingsSetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Change settings; the others stay as they are.",
        discussion: """
            Example: omniroute settings set zone=Europe/Berlin decision_headers=false
            """)

    @OptionGroup var fields: FieldArguments
    @OptionGroup var output: OutputOptions
    @OptionGroup var places: PlaceOptions

    func run() throws {
        let body = try FieldBody(sources: .system).body(fields.fields)
        guard !body.isEmpty else {
            throw CommandFailure(.usage, "name the settings to change: NAME=VALUE")
        }
        try SettingsChange.send(body, "changed", output, ManageSession(places))
    }
}
