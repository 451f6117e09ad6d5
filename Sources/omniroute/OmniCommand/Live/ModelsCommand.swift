internal import ArgumentParser

/// `omniroute models`.
struct ModelsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "models", abstract: "Show the models that clients may ask for.",
        subcommands: [ListResource<ModelResource>.self],
        defaultSubcommand: ListResource<ModelResource>.self)
}
