internal import ArgumentParser

/// `omniroute NOUN list`, and `omniroute NOUN` alone.
struct ListResource<Kind: Resource>: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "list", abstract: "Show all, and how each of them stands.")
    }

    @OptionGroup var output: OutputOptions
    @OptionGroup var fields: FieldOptions
    @OptionGroup var places: PlaceOptions

    func run() throws {
        let entries = try ManageSession(places).list(APIPath.of(Kind.collection))
        Kind.listing.print(entries, output.format, fields)
    }
}
