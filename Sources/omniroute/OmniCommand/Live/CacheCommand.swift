internal import ArgumentParser

/// `omniroute cache`.
struct CacheCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cache", abstract: "Show or empty the cache of answers.",
        subcommands: [CacheStatisticsCommand.self, CacheClearCommand.self],
        defaultSubcommand: CacheStatisticsCommand.self)
}
