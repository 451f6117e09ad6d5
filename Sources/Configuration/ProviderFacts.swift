internal import IPC

/// What a connection takes over from its provider's entry in the catalogue.
enum ProviderFacts {
    /// Where the provider stands in the order of tiers; `none` when the catalogue does not say.
    static func tier(of entry: CatalogueEntry?) -> Tier { entry?.tier ?? .none }

    /// What goes with each call in its own dialect; in another one they would mean something else.
    static func headers(of entry: CatalogueEntry, in dialect: Dialect) -> [Header] {
        dialect == entry.dialect ? entry.extraHeaders : []
    }

    /// What is known of its models.
    static func models(of entry: CatalogueEntry?) -> [ModelFacts] { entry?.models ?? [] }
}
