internal import IPC

/// Whom a connection asks, and in which dialect.
struct ProviderChoice {
    let entry: CatalogueEntry
    let dialect: Dialect
}
