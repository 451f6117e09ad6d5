internal import ArgumentParser

/// `omniroute connections models NAME`.
struct ConnectionModelsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "models", abstract: "Ask a provider which models the account may use.")

    @Argument(help: "Its name.", completion: LiveNames.connections)
    var name: String

    @OptionGroup var output: OutputOptions
    @OptionGroup var places: PlaceOptions

    func run() throws {
        let session = try ManageSession(SocketPlace.find(places), patience: ConnectionTest.patience)
        let models = try session.list(APIPath.of("connections", name, "models"))
        Listing(
            columns: [.text("MODEL", "id")], nameField: "id", nothing: "the provider names no model"
        ).print(models, output.format)
    }
}
