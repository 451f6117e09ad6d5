internal import ArgumentParser

/// `omniroute backup`.
struct BackupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copy all state into one file, also while the daemons run.",
        discussion: """
            A backup holds the configuration, the providers' keys as the vault keeps them (encrypted), spending, quotas, \
            who may use the management API, and the history. `omniroute restore` brings it back.

            Examples:
              omniroute backup create -o /srv/backup/omniroute.tar
              omniroute backup show /srv/backup/omniroute.tar
            """,
        subcommands: [BackupCreateCommand.self, BackupListCommand.self, BackupShowCommand.self])
}
