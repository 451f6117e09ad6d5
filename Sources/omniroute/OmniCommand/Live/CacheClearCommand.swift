internal import ArgumentParser

/// `omniroute cache clear`.
struct CacheClearCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clear", abstract: "Forget all cached answers.")

    @OptionGroup var places: PlaceOptions

    func run() throws {
        try ManageSession(places).send(ManageCall(method: "DELETE", target: APIPath.of("cache")))
    }
}
