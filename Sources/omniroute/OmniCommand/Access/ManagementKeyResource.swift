/// Keys for programs that use the management API over HTTP.
enum ManagementKeyResource: Resource {
    static let collection = "management-keys"
    static let noun = "management key"
    static let creation = "create"
    static let nothing = "there is no management key"
    static let example = "omniroute management-keys create deploy --scope read --scope write"
    static let columns: [Listing.Column] = [
        .text("NAME", "name"), .text("SCOPES", "scopes"), .text("CREATED", "created_at"),
        .text("EXPIRES", "expires_at"), .text("USED", "last_used_at"),
    ]
}
