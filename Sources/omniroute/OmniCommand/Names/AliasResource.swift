/// Names that stand for another one.
enum AliasResource: Resource {
    static let collection = "aliases"
    static let noun = "alias"
    static let nameField = "pattern"
    static let nothing = "no alias is configured; omniroute aliases set NAME MODEL"
    static let example = "omniroute aliases set 'claude-*' always-on"
    static let columns: [Listing.Column] = [
        .text("NAME", "pattern"), .text("STANDS FOR", "model"), .text("MANAGED BY", "managed_by"),
    ]
}
