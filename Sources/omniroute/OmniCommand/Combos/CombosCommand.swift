internal import ArgumentParser

/// `omniroute combos`.
struct CombosCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "combos", abstract: "Names that stand for several models.",
        discussion: """
            Examples:
              omniroute combos create always-on 'models=["work/m", {"model": "spare/m", "weight": 2}]'
              omniroute combos set always-on strategy=weighted attempts=3
              omniroute combos plan always-on
            """,
        subcommands: [
            ListResource<ComboResource>.self, ShowResource<ComboResource>.self,
            CreateResource<ComboResource>.self, ChangeResource<ComboResource>.self,
            RemoveResource<ComboResource>.self, SwitchResource<ComboResource, SwitchOn>.self,
            SwitchResource<ComboResource, SwitchOff>.self, ComboPlanCommand.self,
        ],
        defaultSubcommand: ListResource<ComboResource>.self)
}
