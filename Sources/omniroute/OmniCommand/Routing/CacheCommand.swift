internal import ArgumentParser
internal import IPC

/// `omniroute cache`.
struct CacheCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cache", abstract: "Show or empty the cache of answers.",
        subcommands: [CacheStatisticsCommand.self, CacheClearCommand.self],
        defaultSubcommand: CacheStatisticsCommand.self)
}

/// `omniroute cache stats`.
struct CacheStatisticsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats", abstract: "Show how the cache is used.")

    @OptionGroup var options: ListingOptions

    func run() throws {
        try RouteListing(
            lines: RouteLines(topic: .topicCache),
            columns: [
                .text("ENABLED", "enabled"), .number("ENTRIES", "entries"),
                .number("BYTES", "bytes"), .number("HITS", "hits"), .number("MISSES", "misses"),
                .number("TOKENS SAVED", "tokens_saved"),
            ],
            nothing: "the cache says nothing"
        ).print(options)
    }
}

/// `omniroute cache clear`.
struct CacheClearCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clear", abstract: "Forget all cached answers.")

    @OptionGroup var places: PlaceOptions

    func run() throws { try RouteOrder(action: .actionClearCache).give(at: places) }
}

/// `omniroute reset [CONNECTION]`.
struct ResetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reset",
        abstract:
            "Forget what went wrong: breakers, cooldowns and locks of a connection, or of all.",
        discussion:
            "For a provider that is known to be well again; the next request asks it at once.")

    @Argument(help: "The connection's name; all without one.")
    var connection: String?

    @OptionGroup var places: PlaceOptions

    func run() throws {
        try RouteOrder(action: .actionResetHealth, subject: connection ?? "").give(at: places)
    }
}

/// Something route is told to do.
struct RouteOrder {
    let action: RouteAction
    var subject = ""

    /// Gives the order and waits until it is carried out.
    func give(at places: PlaceOptions) throws(CommandFailure) {
        let route = try DaemonLine(.route, at: SocketPlace.find(places))
        let order = RouteCommand(action: action, subject: subject)
        let result: ApplyResult = try route.ask(.routeCommand, order, within: .seconds(5))
        guard result.ok else { throw CommandFailure(.unhealthy, HumanText.clean(result.error)) }
    }
}
