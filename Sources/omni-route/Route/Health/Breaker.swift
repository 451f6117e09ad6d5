/// Keeps calls away from a provider that is down.
///
/// After a row of failures it opens; when its time is over it is half-open and lets one call through, whose end decides. Every
/// other end of that call gives its place back. While it is open only calls begun after it opened count: what went out
/// before says nothing new.
struct Breaker {
    /// Where it stands.
    enum State: String {
        case closed
        case open
        case halfOpen = "half_open"
    }

    private struct Opening {
        /// Monotonic nanoseconds.
        var since: UInt64
        var length: UInt64
        var probes = Probes()

        var until: UInt64 { since &+ length }
    }

    /// Failures in a row.
    private(set) var failures = 0
    private var opening: Opening?
    private var era = LeaseEra()

    /// Where it stands now.
    func state(at moment: Moment) -> State {
        guard let opening else { return .closed }
        return moment.now < opening.until ? .open : .halfOpen
    }

    /// When it lets a call through, monotonic nanoseconds; nil when it is closed.
    var opensUntil: UInt64? { opening?.until }

    /// What stands in the way of a call.
    func obstacle(at moment: Moment) -> Obstacle? {
        guard let opening else { return nil }
        if moment.now < opening.until { return Obstacle(.breakerOpen, until: opening.until) }
        return opening.probes.nextEnd(at: moment).map { Obstacle(.breakerOpen, until: $0) }
    }

    /// A call begins.
    mutating func began(_ leaseID: UInt64, at moment: Moment) {
        era.began(leaseID)
        guard let until = opening?.until, moment.now >= until else { return }
        opening?.probes.take(leaseID, at: moment)
    }

    /// A call was answered; true when that closed the breaker.
    mutating func succeeded(_ leaseID: UInt64) -> Bool {
        guard opening != nil else {
            failures = 0
            return false
        }
        guard era.contains(leaseID) else { return false }
        opening = nil
        failures = 0
        return true
    }

    /// A call failed through the provider's fault; true when that opened the breaker.
    mutating func failed(
        _ leaseID: UInt64, _ profile: ResilienceProfile, at moment: Moment
    ) -> Bool {
        gaveBack(leaseID)
        guard era.contains(leaseID) else { return false }
        if let opening {
            guard moment.now >= opening.until else { return false }
            // By a half and not twofold: an outage is then noticed to be over after half of its length at most.
            open(min(opening.length / 2 * 3, profile.breakerCeiling), at: moment)
            return true
        }
        failures += 1
        guard failures >= profile.breakerThreshold else { return false }
        open(profile.breakerReset, at: moment)
        return true
    }

    /// A call ended in something that says nothing about the provider, or will never be reported.
    mutating func gaveBack(_ leaseID: UInt64) { opening?.probes.giveBack(leaseID) }

    /// Closes it.
    ///
    /// Failures of calls under way belong to the time before.
    mutating func reset() {
        opening = nil
        failures = 0
        era.beginAnew()
    }

    // No jitter: a breaker lets a single call through, so nothing comes back together.
    private mutating func open(_ length: UInt64, at moment: Moment) {
        opening = Opening(since: moment.now, length: length)
        era.beginAnew()
    }
}

extension Breaker {
    /// When it opened and until when, for a row; nil when it is closed.
    func span(at moment: Moment) -> WallSpan? {
        opening.map { WallSpan(from: $0.since, until: $0.until, at: moment) }
    }

    /// Opens it for what is left of a stored span.
    mutating func restore(
        _ span: WallSpan, failures stored: Int, _ profile: ResilienceProfile, at moment: Moment
    ) {
        let length = min(span.length, profile.breakerCeiling)
        let left = min(span.left(at: moment), length)
        // The length stays that of the opening, as the next one grows from it.
        let passed = min(length - left, moment.now)
        opening = Opening(since: moment.now - passed, length: max(left + passed, 1))
        era.beginAnew()
        failures = max(1, min(stored, profile.breakerThreshold))
    }
}
