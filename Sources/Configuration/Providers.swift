/// The providers that a file may name: its own, and those of the catalogue.
struct Providers {
    /// Those of the file, by id.
    private(set) var own: [String: CatalogueEntry] = [:]

    /// Adds one of the file.
    mutating func add(_ entry: CatalogueEntry) { own[entry.id] = entry }

    /// The provider with an id or an alias.
    func entry(_ name: String) -> CatalogueEntry? { own[name] ?? Catalogue.entry(name) }

    /// The id that somebody probably meant.
    func nearest(_ name: String) -> String? {
        NearName.nearest(name, in: own.keys.sorted() + Catalogue.entries.map(\.id))
    }
}
