internal import ArgumentParser
internal import IPC

/// `omniroute keys`.
struct KeysCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys", abstract: "Show the API keys, without their secrets.")

    @OptionGroup var options: ListingOptions

    func run() throws {
        try RouteListing(
            lines: RouteLines(topic: .topicKeys),
            columns: [
                .text("NAME", "name"),
                .text("ENABLED", "enabled"),
                .number("EXPIRES", "expires_unix_us"),
                .text("MODELS", "models"),
                .text("PROVIDERS", "providers"),
                .text("RATES", "rates"),
                .text("MANAGED BY", "managed_by"),
            ],
            nothing: "there is no API key"
        ).print(options)
    }
}
