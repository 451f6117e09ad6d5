/// A kind of things that the management API lists, shows and changes; the commands for them are made from this.
protocol Resource {
    /// The part of the path, and the command: "connections".
    static var collection: String { get }
    /// One of them, as sentences say it: "connection".
    static var noun: String { get }
    /// The columns of the table.
    static var columns: [Listing.Column] { get }
    /// Said when there are none.
    static var nothing: String { get }
    /// The field that names one.
    static var nameField: String { get }
    /// The verb that makes one: "add" or "create".
    static var creation: String { get }
    /// The verb that takes one away: "remove" or "revoke".
    static var removal: String { get }
    /// An example of making one, for the help.
    static var example: String { get }
}

extension Resource {
    static var nameField: String { "name" }
    static var creation: String { "add" }
    static var removal: String { "remove" }

    /// "a connection", "an alias".
    static var nounWithArticle: String {
        (noun.first.map { "aeiou".contains($0) } == true ? "an " : "a ") + noun
    }

    /// How a list of them is printed.
    static var listing: Listing {
        Listing(columns: columns, nameField: nameField, nothing: nothing)
    }

    /// The path of one of them.
    static func path(_ name: String) -> String { APIPath.of(collection, name) }
}
