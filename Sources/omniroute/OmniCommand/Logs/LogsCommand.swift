internal import ArgumentParser

/// `omniroute logs`.
struct LogsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs",
        abstract: "Show what happened: requests, attempts, calls, the daemons' words, changes.",
        discussion: """
            Without a table it shows requests. Filters hold together; several values of one are alternatives.

            Examples:
              omniroute logs -n 50 --errors --since 2h
              omniroute logs -f --key laptop --min-cost 0.10
              omniroute logs calls --connection work --since 1d
              omniroute logs console -f --level warning
              omniroute logs export --since 2026-11-01 --format csv -o november.csv
            """,
        subcommands: [
            LogsRequestsCommand.self, LogsRowsCommand<AttemptTable>.self,
            LogsRowsCommand<CallTable>.self, LogsConsoleCommand.self, AuditCommand.self,
            LogsExportCommand.self,
        ],
        defaultSubcommand: LogsRequestsCommand.self)
}
