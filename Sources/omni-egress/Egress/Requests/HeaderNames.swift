/// A set of header names, in lower case.
///
/// Asked for each header of each message, and nearly always answers no: lengths alone say so for most names.
struct HeaderNames {
    private let names: Set<String>
    /// A bit for each length that a name here has.
    private let lengths: UInt64

    /// Of names with less than 64 bytes.
    init(_ names: [String]) {
        self.names = Set(names)
        lengths = names.reduce(0) { $0 | 1 << UInt64($1.utf8.count) }
    }

    /// Whether a name in lower case is here.
    func contains(_ name: String) -> Bool {
        // A shift by 64 or more leaves nothing.
        lengths >> UInt64(name.utf8.count) & 1 == 1 && names.contains(name)
    }
}
