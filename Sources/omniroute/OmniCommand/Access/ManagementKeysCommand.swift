internal import ArgumentParser

/// `omniroute management-keys`.
struct ManagementKeysCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "management-keys",
        abstract: "Keys for programs that use the management API over HTTP.",
        discussion: "Example: \(ManagementKeyResource.example)",
        subcommands: [
            ListResource<ManagementKeyResource>.self, ManagementKeyCreateCommand.self,
            RemoveResource<ManagementKeyResource>.self,
        ],
        defaultSubcommand: ListResource<ManagementKeyResource>.self)
}
