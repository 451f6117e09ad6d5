/// The rests of one account.
///
/// Failures climb a ladder of waits, and only a success comes down from it. After a wait the account takes one call; when
/// that is answered, gradually more. Calls that were under way when a rest began belong to the failure that began it: however
/// many of them fail too, it is one step.
struct Cooldown {
    /// Why it rests, or last rested and was not answered since; nil when it is well.
    private(set) var cause: CooldownCause?
    /// Steps climbed; 0 when it is well.
    private(set) var level = 0
    /// When the rest began, monotonic nanoseconds.
    private(set) var began: UInt64 = 0
    /// When the rest ends, monotonic nanoseconds.
    private(set) var until: UInt64 = 0
    /// Whether the provider named the end.
    private(set) var isNamed = false
    /// Failures in a row that were tolerated.
    private var tolerated = 0
    private var era = LeaseEra()
    private var probes = Probes()
    private var drain: Drain?

    /// Whether it rests now.
    func isResting(at moment: Moment) -> Bool { cause != nil && moment.now < until }

    /// What stands in the way of a call.
    func obstacle(at moment: Moment) -> Obstacle? {
        if let cause {
            if moment.now < until {
                return Obstacle(
                    cause.obstacle, until: until, status: cause == .rateLimit ? 429 : 0)
            }
            // Not a rest any more: it may be over in a moment, so waiting for the probe can be worthwhile.
            return probes.nextEnd(at: moment).map { Obstacle(.busy, until: $0) }
        }
        guard let drain, !drain.isOver(at: moment) else { return nil }
        return drain.obstacle(at: moment)
    }

    /// A call begins.
    mutating func began(_ leaseID: UInt64, at moment: Moment) {
        era.began(leaseID)
        if cause != nil {
            if moment.now >= until { probes.take(leaseID, at: moment) }
        } else if drain?.isOver(at: moment) == true {
            drain = nil
        } else {
            drain?.began(leaseID, at: moment)
        }
    }

    /// A call was answered; true when that ended a row of failures.
    mutating func succeeded(_ leaseID: UInt64, at moment: Moment) -> Bool {
        guard era.contains(leaseID) else { return false }
        tolerated = 0
        guard cause != nil else {
            drain?.succeeded(leaseID)
            return false
        }
        rest(nil, level: 0, until: 0, isNamed: false, at: moment)
        drain = Drain(width: 2, at: moment)
        return true
    }

    /// A call ended in something that says nothing about the account, or will never be reported.
    mutating func gaveBack(_ leaseID: UInt64) {
        probes.giveBack(leaseID)
        drain?.gaveBack(leaseID)
    }

    /// A call failed; true when that changed the rest.
    ///
    /// `named` is the wait that the provider asked for, in nanoseconds.
    mutating func failed(
        _ leaseID: UInt64, _ failure: CooldownCause, named: UInt64?, _ profile: ResilienceProfile,
        _ jitter: Jitter, at moment: Moment
    ) -> Bool {
        gaveBack(leaseID)
        let named = named.map { min($0, failure.longestNamed) }
        guard era.contains(leaseID) else {
            return failedLate(failure, named: named, profile, jitter, at: moment)
        }
        if failure == .transient, named == nil, cause == nil, tolerated < profile.tolerated {
            tolerated += 1
            return false
        }
        era.beginAnew()
        climb(failure, named: named, profile, jitter, at: moment)
        return true
    }

    private mutating func climb(
        _ failure: CooldownCause, named: UInt64?, _ profile: ResilienceProfile, _ jitter: Jitter,
        at moment: Moment
    ) {
        let isSameLadder = cause.map { failure.isOfOneLadder(with: $0) } ?? false
        // An error that may pass, when a probe meets it, does not answer what the probe asked: the cause stays.
        let isBeside = failure == .transient && cause != nil && !isSameLadder
        let step = isSameLadder ? level : 0
        var cause = isBeside ? cause : failure
        var end = moment.now &+ (named ?? jitter.spread(profile.wait(failure, level: step)))
        var isNamed = named != nil
        // A call that was let through although the account rests: it cannot shorten the rest by a guess.
        if isResting(at: moment), named == nil {
            end = max(end, until)
            isNamed = self.isNamed
            cause = max(self.cause ?? failure, failure)
        }
        rest(
            cause, level: isBeside ? level : min(step + 1, profile.maxLevel), until: end,
            isNamed: isNamed, at: moment)
    }

    /// A call that was under way when the rest began failed as well.
    ///
    /// It is no further step, but may know more: a time, or a graver cause.
    private mutating func failedLate(
        _ failure: CooldownCause, named: UInt64?, _ profile: ResilienceProfile, _ jitter: Jitter,
        at moment: Moment
    ) -> Bool {
        let isGraver = cause.map { failure > $0 && !failure.isOfOneLadder(with: $0) } ?? false
        guard named != nil || isGraver else { return false }
        let wait = named ?? jitter.spread(profile.wait(failure, level: 0))
        var end = moment.now &+ wait
        // A time that was named is kept against an earlier one; one that was only guessed is not.
        if isNamed { end = max(end, until) }
        let cause = max(cause ?? failure, failure)
        rest(
            cause, level: max(1, isGraver ? 1 : level), until: end,
            isNamed: isNamed || named != nil, at: moment)
        return true
    }

    /// Forgets all failures.
    mutating func reset() {
        rest(nil, level: 0, until: 0, isNamed: false, at: Moment(now: 0, wall: 0))
        tolerated = 0
        // What is still under way belongs to the time before.
        era.beginAnew()
    }

    private mutating func rest(
        _ cause: CooldownCause?, level: Int, until: UInt64, isNamed: Bool, at moment: Moment
    ) {
        self.cause = cause
        self.level = level
        self.until = until
        self.isNamed = isNamed
        began = moment.now
        probes.removeAll()
        drain = nil
    }
}

extension Cooldown {
    /// When it rested and until when, for a row; nil when it is well.
    func span(at moment: Moment) -> WallSpan? {
        cause == nil ? nil : WallSpan(from: began, until: until, at: moment)
    }

    /// Rests for what is left of a stored span.
    mutating func restore(
        _ span: WallSpan, _ cause: CooldownCause, level: Int, _ profile: ResilienceProfile,
        at moment: Moment
    ) {
        let left = min(span.left(at: moment), cause.longestNamed)
        // Longer than any guess can only be a time that was named.
        let isNamed = left > profile.wait(cause, level: profile.maxLevel)
        rest(
            cause, level: max(1, min(level, profile.maxLevel)), until: moment.now &+ left,
            isNamed: isNamed, at: moment)
        era.beginAnew()
        let passed = min(span.length, cause.longestNamed) - left
        began = moment.now - min(passed, moment.now)
    }
}
