/// The calls that try whether something works again, each with the time when its place is given back.
struct Probes {
    private var places: [(leaseID: UInt64, until: UInt64)] = []

    /// Probes under way.
    func count(at moment: Moment) -> Int { places.count { $0.until > moment.now } }

    /// When the next place is given back at the latest; nil when none is taken.
    func nextEnd(at moment: Moment) -> UInt64? {
        places.lazy.filter { $0.until > moment.now }.map(\.until).min()
    }

    /// A call is under way as a probe.
    mutating func take(_ leaseID: UInt64, at moment: Moment) {
        places.removeAll { $0.until <= moment.now }
        guard places.count < HealthLimits.probes else { return }
        places.append((leaseID, moment.now &+ HealthLimits.probeLifetime))
    }

    /// Gives a place back; false when the call is no probe, or no longer one.
    @discardableResult mutating func giveBack(_ leaseID: UInt64) -> Bool {
        guard let place = places.firstIndex(where: { $0.leaseID == leaseID }) else { return false }
        places.remove(at: place)
        return true
    }

    /// Forgets all.
    mutating func removeAll() { places.removeAll() }
}
