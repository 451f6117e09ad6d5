/// What bounds the reading of zones.
enum Limits {
    /// Bytes of a zone's file; those of the time zone database have a few thousand.
    static let fileBytes = 65_536
    /// Bytes of a zone's name.
    static let nameBytes = 64
}
