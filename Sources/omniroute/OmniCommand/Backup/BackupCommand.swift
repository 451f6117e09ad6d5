internal import ArgumentParser

/// `omniroute backup`.
struct BackupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copy all state into one file, also while the daemons run.",
        discussion: """
            A backup holds the configuration, the providers' keys as the vault keeps them (encrypted), spending, quotas, \
            who may use the management API, and sums of the past; the rows of requests only with --with-history. `omniroute \
            restore` brings it back. One a day is made by itself, the last seven are kept (settings.ledger.backup_every, \
            backups_kept): omniroute backup list --automatic shows them.

            Examples:
              omniroute backup create -o /srv/backup/omniroute.tar
              omniroute backup show /srv/backup/omniroute.tar
            """,
        subcommands: [BackupCreateCommand.self, BackupListCommand.self, BackupShowCommand.self],
        defaultSubcommand: BackupCreateCommand.self)
}
