/// The wrong keys of one client within a minute.
///
/// The same key again is no further guess: a program with an outdated key tries it all day, and does not shut out those
/// who share its address.
package struct KeyGuesses: Sendable {
    private var minute: Int64 = 0
    private var seen: [UInt64] = []

    /// None.
    package init() {}

    /// Takes a wrong key in.
    package mutating func add(_ hash: KeyHash, at wall: Int64) {
        let current = wall / Self.length
        if current != minute {
            minute = current
            seen = []
        }
        guard seen.count < DoorLimits.guesses, !seen.contains(hash.fingerprint) else { return }
        seen.append(hash.fingerprint)
    }

    /// Seconds until keys are looked at again; nil when they are now.
    package func delay(at wall: Int64) -> Int? {
        guard seen.count >= DoorLimits.guesses, wall / Self.length == minute else { return nil }
        return max(1, Int(((minute + 1) * Self.length - wall + 999_999) / 1_000_000))
    }

    /// A minute in microseconds.
    private static let length: Int64 = 60_000_000
}
