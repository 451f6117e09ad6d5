internal import ArgumentParser

/// `omniroute route MODEL`.
struct PlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "route",
        abstract: "Show who would answer a request for a model now, and why others would not.",
        discussion: "Nothing is called and nothing is counted. Exit status 1 when nobody would.")

    @Argument(
        help: "A model, an alias or a combo, as a client would name it.",
        completion: LiveNames.models)
    var model: String

    @Option(
        help: ArgumentHelp("As if a client with this API key asked.", valueName: "name"),
        completion: LiveNames.completion(KeyResource.self))
    var key: String?

    @OptionGroup var output: OutputOptions
    @OptionGroup var places: PlaceOptions

    func run() throws {
        let target = APIPath.of("route", query: ["model": model, "key": key])
        try DecisionText.print(try ManageSession(places).get(target), output.format)
    }
}
