/// What was found out about keys' scopes, to be found out once for each.
///
/// Bounded: emptied when full. The scopes are held, so that none of another address can come into the place of one.
struct ScopeMemo<Value> {
    private struct Key: Hashable {
        let scope: ObjectIdentifier
        let isNamed: Bool
    }

    private struct Entry {
        let scope: KeyScope
        let blocked: Set<String>
        let value: Value
    }

    private var entries: [Key: Entry] = [:]

    /// Nothing found out yet.
    init() {}

    /// What is known of a scope; `make` finds it out.
    ///
    /// `isNamed` and `blocked` are what it depends on beside.
    mutating func value(
        of scope: KeyScope, isNamed: Bool = false, blocked: Set<String> = [], _ make: () -> Value
    ) -> Value {
        let key = Key(scope: ObjectIdentifier(scope), isNamed: isNamed)
        if let entry = entries[key], entry.blocked == blocked { return entry.value }
        if entries.count >= Limits.scopesRemembered { entries.removeAll() }
        let made = make()
        entries[key] = Entry(scope: scope, blocked: blocked, value: made)
        return made
    }
}
