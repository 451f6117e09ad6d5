internal import IPC

/// How fast and how often at once an account is called: what the user has set, and what the provider's headers tell.
struct CallGate {
    /// Calls under way.
    private(set) var open = 0
    private var limits = ConnectionLimits()
    private var window: CallWindow?
    private var last: UInt64 = 0
    private var hasBegun = false
    /// At most one for each unit.
    private var learned: [(unit: RateUnit, limit: LearnedLimit)] = []
    private var size = CallSize()

    /// Takes over what the user has set; 0 for no bound.
    ///
    /// Calls that were counted stay counted.
    mutating func configure(_ limits: ConnectionLimits) {
        self.limits = limits
        let perMinute = limits.requestsPerMinute
        if perMinute == 0 {
            window = nil
        } else if window?.limit != perMinute {
            window = window?.resized(to: perMinute) ?? CallWindow(limit: perMinute)
        }
    }

    /// When a call may begin.
    func admission(at moment: Moment) -> Admission {
        if limits.concurrency > 0, open >= Int(limits.concurrency) { return .full }
        var next = window?.next ?? 0
        if hasBegun { next = max(next, last &+ UInt64(limits.minGapMs) * 1_000_000) }
        for (unit, limit) in learned {
            next = max(next, limit.next(after: last, use: size.use(of: unit), at: moment))
        }
        return next <= moment.now ? .now : .at(next)
    }

    /// What stands in the way of a call.
    func obstacle(at moment: Moment) -> Obstacle? {
        switch admission(at: moment) {
        case .now: nil
        case .at(let time): Obstacle(.rateLimited, until: time)
        case .full: Obstacle(.busy)
        }
    }

    /// A call begins.
    mutating func began(at moment: Moment) {
        open += 1
        last = moment.now
        hasBegun = true
        window?.count(at: moment)
        for index in learned.indices {
            learned[index].limit.count(size.use(of: learned[index].unit))
        }
    }

    /// A call has ended.
    mutating func ended() { open = max(0, open - 1) }

    /// Takes over what an answer told, and what it used.
    mutating func learn(_ report: RouteReport, at moment: Moment) {
        if let usage = report.usage { size.learn(usage) }
        guard !report.rates.isEmpty else { return }
        let told = Self.told(report, at: moment)
        for state in report.rates.prefix(HealthLimits.rates) {
            let place = learned.firstIndex { $0.unit == state.unit }
            let before = place.map { learned[$0].limit }
            guard let limit = LearnedLimit(state, told: told, before: before) else { continue }
            if let place {
                learned[place].limit = limit
            } else {
                learned.append((state.unit, limit))
            }
        }
    }

    /// Forgets what headers told.
    mutating func forget() { learned.removeAll() }

    /// When the headers came: a report is sent at an answer's end, and a stream may have gone on for minutes since.
    private static func told(_ report: RouteReport, at moment: Moment) -> UInt64 {
        guard report.firstTokenUs > 0, report.totalUs > report.firstTokenUs else {
            return moment.now
        }
        let since = min((report.totalUs - report.firstTokenUs) &* 1_000, HealthLimits.call)
        return moment.now - min(since, moment.now)
    }
}
