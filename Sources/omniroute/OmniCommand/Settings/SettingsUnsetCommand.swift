internal import ArgumentParser
internal import JSON

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
        let session = try ManageSession(places)
        let before = try session.get(APIPath.of("settings"))
        try SettingsChange.send(body, Self.verb(names, before), output, session)
    }

    /// What is said to have happened to settings, which were like this before.
    static func verb(_ names: [String], _ before: JSONValue) -> String {
        let set = names.filter { name in before.at(name).map { !$0.isNull } ?? false }
        return set.isEmpty ? "not set, so nothing is changed" : "unset"
    }
}
