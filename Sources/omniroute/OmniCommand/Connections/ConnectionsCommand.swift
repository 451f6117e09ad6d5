internal import ArgumentParser

/// `omniroute connections`.
struct ConnectionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "connections",
        abstract: "Accounts at providers: how each stands, and changes.",
        discussion: """
            Examples:
              omniroute connections add work provider=openai --key-env WORK_KEY
              omniroute connections add spare provider=anthropic priority=2 api_key_file=spare.key
              omniroute connections set work limits.concurrency=8 'tags[]=night'
              omniroute connections test --all
            """,
        subcommands: [
            ConnectionListCommand.self, ConnectionShowCommand.self,
            ConnectionAddCommand.self, ConnectionSetCommand.self,
            RemoveResource<ConnectionResource>.self,
            SwitchResource<ConnectionResource, SwitchOn>.self,
            SwitchResource<ConnectionResource, SwitchOff>.self,
            ConnectionTestCommand.self, ConnectionModelsCommand.self,
        ],
        defaultSubcommand: ConnectionListCommand.self)
}
