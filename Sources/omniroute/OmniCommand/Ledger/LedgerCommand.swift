internal import ArgumentParser

/// `omniroute ledger`.
struct LedgerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger",
        abstract: "How what is kept of the past stands: days, sizes, retention, troubles.",
        discussion: """
            How long and how much is kept is set with settings.ledger, see omniroute.yaml(5).

            Examples:
              omniroute ledger
              omniroute ledger check
              omniroute settings set ledger.retention_days=30
            """,
        subcommands: [
            LedgerShowCommand.self, LedgerCheckCommand.self, LedgerDeleteBodiesCommand.self,
        ],
        defaultSubcommand: LedgerShowCommand.self)
}
