internal import ArgumentParser

/// `omniroute quota`.
struct QuotaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quota",
        abstract: "Show how much of each account is used, and when it begins anew.",
        subcommands: [ListResource<QuotaResource>.self, QuotaRefreshCommand.self],
        defaultSubcommand: ListResource<QuotaResource>.self)
}
