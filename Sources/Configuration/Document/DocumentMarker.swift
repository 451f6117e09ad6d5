/// What stands in the place of a secret that is kept elsewhere: `{kept: true}`.
enum DocumentMarker {
    /// The field that makes a mapping a marker.
    static let field = "kept"
    /// What the marker of a service account remembers of it: its project is part of the address.
    static let project = "project"
}
