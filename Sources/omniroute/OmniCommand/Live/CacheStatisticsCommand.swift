internal import ArgumentParser

/// `omniroute cache stats`.
struct CacheStatisticsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats", abstract: "Show how the cache is used.")

    @OptionGroup var output: OutputOptions
    @OptionGroup var places: PlaceOptions

    func run() throws {
        let statistics = try ManageSession(places).get(APIPath.of("cache"))
        Listing(
            columns: [
                .text("ENABLED", "enabled"), .number("ENTRIES", "entries"),
                .number("BYTES", "bytes"), .number("HITS", "hits"),
                .number("SIMILAR", "semantic_hits"), .number("MISSES", "misses"),
                .number("TOKENS SAVED", "tokens_saved"),
            ],
            nothing: "the cache says nothing"
        ).print([statistics], output.format)
    }
}
