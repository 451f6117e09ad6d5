/// Lets an account that recovers take a few calls at once, twice as many after each round, until it is free.
///
/// Whatever waited for the account would otherwise come all at once, and bring about the next rate limit.
struct Drain {
    private var width: Int
    private let since: Moment
    private var answered = 0
    private var probes = Probes()

    /// A drain that begins with `width` calls at once.
    init(width: Int, at moment: Moment) {
        self.width = width
        since = moment
    }

    /// Whether it is over.
    func isOver(at moment: Moment) -> Bool {
        width > HealthLimits.drainWidth
            || moment.now &- since.now >= HealthLimits.drainLifetime
    }

    /// What stands in the way of a further call.
    func obstacle(at moment: Moment) -> Obstacle? {
        guard probes.count(at: moment) >= width else { return nil }
        return Obstacle(.busy, until: probes.nextEnd(at: moment))
    }

    /// A call begins.
    mutating func began(_ leaseID: UInt64, at moment: Moment) { probes.take(leaseID, at: moment) }

    /// A call was answered.
    mutating func succeeded(_ leaseID: UInt64) {
        guard probes.giveBack(leaseID) else { return }
        answered += 1
        guard answered >= width else { return }
        width *= 2
        answered = 0
    }

    /// A call ended otherwise.
    mutating func gaveBack(_ leaseID: UInt64) { probes.giveBack(leaseID) }
}
