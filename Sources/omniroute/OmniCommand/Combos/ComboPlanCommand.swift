internal import ArgumentParser

/// `omniroute combos plan NAME`.
struct ComboPlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Show who would answer a combo now, and why others would not.",
        discussion: "Nothing is called and nothing is counted. Exit status 1 when nobody would.")

    @Argument(help: "Its name.", completion: LiveNames.completion(ComboResource.self))
    var name: String

    @OptionGroup var output: OutputOptions
    @OptionGroup var places: PlaceOptions

    func run() throws {
        let plan = try ManageSession(places).get(APIPath.of("combos", name, "plan"))
        try DecisionText.print(plan, output.format)
    }
}
