/// The fields that only connections of some clouds have.
enum CloudFields {
    /// Each with its cloud.
    private static let owners: [(fields: [String], kind: CatalogueEntry.Kind, cloud: String)] = [
        (["api_version"], .azure, "azure"),
        (
            ["region"] + SecretReader.fields("access_key_id")
                + SecretReader.fields("secret_access_key") + SecretReader.fields("session_token"),
            .bedrock, "bedrock"
        ),
        (["project", "location", "service_account"], .vertex, "vertex"),
    ]

    /// All of them.
    static let names = owners.flatMap(\.fields)

    /// Reports those that do not belong to a connection of this kind.
    static func check(_ fields: Fields, _ kind: CatalogueEntry.Kind, _ problems: Problems) {
        for owner in owners where owner.kind != kind {
            for field in owner.fields where fields.has(field) {
                problems.add(
                    fields.mark(of: field), "`\(field)` is for connections to \(owner.cloud) only")
            }
        }
    }
}
