internal import IPC

/// Which connection and model answered a conversation last, so that the provider's prompt cache stays warm.
///
/// Bounded: the session that was not used for longest goes. Times are nanoseconds of the monotonic clock.
struct Affinity {
    /// Whose conversation.
    struct Session: Hashable {
        /// Hash of what marks the conversation.
        let hash: UInt64
        /// The client key: the same mark of another key is another conversation.
        let keyID: String
    }

    /// Where it was answered.
    struct Seat: Equatable {
        let connectionID: String
        let model: String
    }

    private struct Place {
        let session: Session
        var seat: Seat
        var until: UInt64
        var older: Int
        var newer: Int
    }

    private static let none = -1
    private let capacity: Int
    private var places: [Place] = []
    private var index: [Session: Int] = [:]
    private var oldest = Self.none
    private var newest = Self.none

    init(capacity: Int = Limits.sessions) { self.capacity = max(1, capacity) }

    /// Sessions remembered.
    var count: Int { index.count }

    /// Where a conversation was answered last; nil when it is unknown or too long ago.
    func seat(of session: Session, at now: UInt64) -> Seat? {
        guard session.hash != 0, let slot = index[session], places[slot].until > now else {
            return nil
        }
        return places[slot].seat
    }

    /// A connection answered.
    mutating func remember(_ session: Session, _ seat: Seat, at now: UInt64) {
        guard session.hash != 0 else { return }
        let until = now &+ Limits.sessionLifetime
        if let slot = index[session] {
            places[slot].seat = seat
            places[slot].until = until
            unlink(slot)
            link(slot)
            return
        }
        let place = Place(
            session: session, seat: seat, until: until, older: Self.none, newer: Self.none)
        let slot: Int
        if places.count < capacity {
            slot = places.count
            places.append(place)
        } else {
            slot = oldest
            unlink(slot)
            index[places[slot].session] = nil
            places[slot] = place
        }
        index[session] = slot
        link(slot)
    }

    private mutating func unlink(_ slot: Int) {
        let (older, newer) = (places[slot].older, places[slot].newer)
        if older == Self.none { oldest = newer } else { places[older].newer = newer }
        if newer == Self.none { newest = older } else { places[newer].older = older }
    }

    /// Makes it the newest.
    private mutating func link(_ slot: Int) {
        places[slot].older = newest
        places[slot].newer = Self.none
        if newest == Self.none { oldest = slot } else { places[newest].newer = slot }
        newest = slot
    }
}
