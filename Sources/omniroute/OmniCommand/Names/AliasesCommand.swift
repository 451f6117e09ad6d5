internal import ArgumentParser

/// `omniroute aliases`.
struct AliasesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "aliases",
        abstract: "Names, and patterns of names, that stand for another one.",
        discussion: "Example: \(AliasResource.example)",
        subcommands: [
            ListResource<AliasResource>.self, AliasSetCommand.self,
            RemoveResource<AliasResource>.self,
        ],
        defaultSubcommand: ListResource<AliasResource>.self)
}
