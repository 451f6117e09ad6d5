internal import ArgumentParser

/// `omniroute keys`.
struct KeysCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys", abstract: "API keys: who may use the gateway, and for what.",
        discussion: """
            Examples:
              omniroute keys create laptop 'models[]=work/*' budget.day=5
              omniroute keys rotate laptop --grace 24h
              omniroute keys revoke laptop
            """,
        subcommands: [
            ListResource<KeyResource>.self, ShowResource<KeyResource>.self, KeyCreateCommand.self,
            ChangeResource<KeyResource>.self, KeyRotateCommand.self,
            RemoveResource<KeyResource>.self, SwitchResource<KeyResource, SwitchOn>.self,
            SwitchResource<KeyResource, SwitchOff>.self,
        ],
        defaultSubcommand: ListResource<KeyResource>.self)
}
