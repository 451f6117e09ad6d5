package import IPC

/// What route last said about keys and limits; immutable, and swapped as a whole.
package final class DoorState: Sendable {
    /// Number that route gave it.
    package let generation: UInt64
    /// Whether clients of this machine need a key too; all others always do.
    package let requiresKey: Bool
    /// Bytes of a request's body.
    package let bodyLimit: UInt64
    /// Client connections open at once.
    package let maxConnections: Int
    /// Time for the head of a request, in nanoseconds.
    package let headerTimeout: UInt64
    /// Wait for the next request of a connection, in nanoseconds.
    package let idleTimeout: UInt64
    /// Time for a whole request, in nanoseconds.
    package let requestTimeout: UInt64
    /// Silence within an event stream after which translate sends a heartbeat, in milliseconds; 0 for none.
    package let heartbeat: UInt32
    /// Whose requests are taken at all.
    package let addresses: AddressRules
    /// Bounds on the requests of one address.
    package let addressLimits: RateLimits
    /// Proxies whose `X-Forwarded-For` is believed.
    package let trustedProxies: AddressSet
    /// Who may reach the management API by the listeners that serve clients.
    package let admin: AdminAccess
    /// How many requests in a thousand are traced of those whose client has no opinion.
    package let tracePermille: UInt32
    /// Whether traces are exported at all.
    package let exportsTraces: Bool
    /// Who may come with which key.
    package let keys: KeyRing

    /// Takes a snapshot over; settings that are 0 have their defaults.
    ///
    /// What keys have used of their rates since `previous` stays used.
    package init(_ snapshot: DoorSnapshot, after previous: DoorState? = nil) {
        let settings = snapshot.settings ?? DoorSettings(requireApiKey: true)
        generation = snapshot.generation
        requiresKey = settings.requireApiKey
        bodyLimit = settings.bodyLimitBytes == 0 ? 100 << 20 : settings.bodyLimitBytes
        maxConnections = settings.maxConnections == 0 ? 10_000 : Int(settings.maxConnections)
        headerTimeout = Self.nanoseconds(settings.headerTimeoutMs, orSeconds: 10)
        idleTimeout = Self.nanoseconds(settings.idleTimeoutMs, orSeconds: 75)
        requestTimeout = Self.nanoseconds(settings.requestTimeoutMs, orSeconds: 1800)
        heartbeat = settings.heartbeatMs
        addresses = AddressRules(settings.addresses)
        addressLimits = RateLimits(settings.addressRates)
        trustedProxies = AddressSet(settings.trustedProxies)
        admin = settings.admin
        tracePermille = settings.tracePermille
        exportsTraces = settings.tracesExported
        keys = KeyRing(snapshot.keys, previous: previous?.keys)
    }

    /// An entry of the addresses that cannot be read: the state keeps out, or trusts, others than the operator meant.
    package var unreadableAddress: String? {
        addresses.listed.unreadable ?? trustedProxies.unreadable
    }

    /// What holds before the first snapshot: nobody is let in.
    package static let beforeFirst = DoorState(DoorSnapshot())

    private static func nanoseconds(_ milliseconds: UInt32, orSeconds fallback: UInt64) -> UInt64 {
        milliseconds == 0 ? fallback * 1_000_000_000 : UInt64(milliseconds) * 1_000_000
    }
}
