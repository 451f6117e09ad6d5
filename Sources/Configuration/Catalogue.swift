/// The providers that a connection can name without giving an address.
///
/// They come from the files in `catalogue/`, by way of `tools/catalogue.py`. Addresses, models and prices are those of the
/// vendors' documentation; a connection's own values win. Nothing is read before it is asked for.
public enum Catalogue {
    /// The day of its prices, which costs that follow them name: "2026-11-30".
    public static let version = CatalogueData.version

    /// All providers: first the seven that stand for any server of a dialect, then the others by id.
    public static let entries: [CatalogueEntry] = CatalogueData.providers.map(
        CatalogueReader.entry)

    private static let byName = Dictionary(
        uniqueKeysWithValues: entries.flatMap { entry in
            ([entry.id] + entry.aliases).map { ($0, entry) }
        })

    /// The provider with an id or an alias, such as "deepseek" or "ds".
    public static func entry(_ idOrAlias: String) -> CatalogueEntry? { byName[idOrAlias] }
}
