internal import ArgumentParser

/// `omniroute settings`.
struct SettingsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settings", abstract: "Settings: look, change, give a default again.",
        discussion: """
            Named as under settings: in omniroute.yaml(5). A change holds at once.

            Examples:
              omniroute settings
              omniroute settings get cache.ttl
              omniroute settings set cache.enabled=true cache.ttl=2h guard=warn
              omniroute settings unset guard
            """,
        subcommands: [
            SettingsListCommand.self, SettingsGetCommand.self, SettingsSetCommand.self,
            SettingsUnsetCommand.self,
        ],
        defaultSubcommand: SettingsListCommand.self)
}
