internal import ArgumentParser

/// `omniroute providers`.
struct ProvidersCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "providers",
        abstract: "Providers that connections may name: the known ones, and one's own.",
        subcommands: [
            ListResource<ProviderResource>.self, ShowResource<ProviderResource>.self,
            CreateResource<ProviderResource>.self, ChangeResource<ProviderResource>.self,
            RemoveResource<ProviderResource>.self,
        ],
        defaultSubcommand: ListResource<ProviderResource>.self)
}
