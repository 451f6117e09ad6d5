package import IPC

/// The keys of a snapshot, by what proves them.
package struct KeyRing: Sendable {
    /// A secret that admits.
    private struct Entry: Sendable {
        let key: DoorKey
        /// When it no longer does: wall clock, microseconds since 1970.
        let until: Int64
    }

    private var secrets: [KeyHash: Entry] = [:]
    private var users: [UInt32: DoorKey] = [:]
    private var byID: [String: DoorKey] = [:]

    /// What the kernel says of users that have no number here (user_namespaces(7)), and what means none: no key is theirs.
    private static let nobody: Set<UInt32> = [65_534, .max]

    /// Takes keys over, with what those of `previous` have counted.
    package init(_ keys: [ClientKey], previous: KeyRing?) {
        secrets.reserveCapacity(keys.count)
        byID.reserveCapacity(keys.count)
        for message in keys {
            let key = DoorKey(message, previous: previous?.byID[message.id])
            byID[key.id] = key
            if let user = message.uid {
                // Its hash is that of a text anybody can write, so it is not one of a secret.
                if !Self.nobody.contains(user) { users[user] = key }
                continue
            }
            if let old = KeyHash(message.previousHash), secrets[old] == nil {
                secrets[old] = Entry(key: key, until: message.previousUntilUnixUs)
            }
            // Route stores whole hashes only; anything else can admit nobody.
            guard let hash = KeyHash(message.hash) else { continue }
            // Over another key's former secret as well: whose secret it is now counts.
            secrets[hash] = Entry(key: key, until: .max)
        }
    }

    /// The key whose secret, at that time, has the hash.
    package func key(_ hash: KeyHash, at wall: Int64) -> DoorKey? {
        guard let entry = secrets[hash], wall < entry.until else { return nil }
        return entry.key
    }

    /// The key of a user of this machine.
    package func key(user: UInt32) -> DoorKey? { users[user] }
}
