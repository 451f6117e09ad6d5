internal import ArgumentParser

/// `omniroute prices`.
struct PricesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prices", abstract: "What models cost: US dollars for a million tokens.",
        discussion: "Example: \(PriceResource.example)",
        subcommands: [
            ListResource<PriceResource>.self, PutResource<PriceResource>.self,
            RemoveResource<PriceResource>.self,
        ],
        defaultSubcommand: ListResource<PriceResource>.self)
}
