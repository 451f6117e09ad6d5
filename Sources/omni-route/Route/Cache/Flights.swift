internal import IPC

/// Requests under way that others wait for instead of being sent themselves, and what they were answered, for a while.
///
/// Of all requests with one key the first leads: it goes on to a provider. The others wait and get its answer; when it
/// ends without one, the first of them leads. Whoever leads holds a ticket, since the ids of requests are chosen by
/// clients and may come twice. Pure: tokens in, tokens out, and time comes in.
struct Flights<Token: Hashable> {
    private struct Waiter {
        var token: Token
        /// Monotonic nanoseconds.
        var deadline: UInt64
        /// When its own request would be over, should it come to lead.
        var end: UInt64
    }

    private struct Flight {
        var ticket: UInt64
        /// When its leader is taken for lost, in monotonic nanoseconds.
        var deadline: UInt64
        var waiters: [Waiter] = []
        var answer: KeptAnswer?
        var answeredAt: UInt64 = 0
    }

    /// Nanoseconds that an answer is kept for late ones; 0 for not at all.
    var window: UInt64
    private var flights: [[UInt8]: Flight] = [:]
    private var keys: [UInt64: [UInt8]] = [:]
    private var waiting: [Token: [UInt8]] = [:]
    /// Tickets of answered flights, oldest first.
    private var answered = TicketQueue()
    private var answeredBytes = 0
    private var lastTicket: UInt64 = 0
    /// Nothing is due before; perhaps nothing is due then either.
    private(set) var nextDeadline = UInt64.max

    /// Starts empty, with a window in nanoseconds.
    init(window: UInt64) { self.window = window }

    /// Requests under way and answers kept.
    var count: Int { flights.count }
    /// Requests that wait.
    var waiterCount: Int { waiting.count }
    /// Answers kept for late ones.
    var answerCount: Int { answered.count }
}

extension Flights {
    /// A request comes in.
    ///
    /// It must have been answered at `deadline`, in monotonic nanoseconds; `patience` is how long it would wait, if that is
    /// less. `end` is when the request itself is over, for one that leads: its answer may come long after it was sent.
    mutating func enter(
        _ key: [UInt8], _ token: Token, deadline: UInt64, end: UInt64? = nil,
        patience: UInt64 = .max, at moment: Moment
    ) -> Entry {
        forgetAnswers(at: moment)
        let end = max(deadline, end ?? deadline)
        guard let flight = flights[key] else { return start(key, end) }
        if var answer = flight.answer {
            let age = moment.now &- flight.answeredAt
            answer.ageSeconds = UInt32(clamping: age / CacheLimits.nanosecondsPerSecond)
            return .kept(answer)
        }
        guard flight.waiters.count < CacheLimits.waitersOfOne, waiting.count < CacheLimits.waiters
        else { return .crowded }
        let (patient, isBeyond) = moment.now.addingReportingOverflow(patience)
        let waiter = Waiter(
            token: token, deadline: isBeyond ? deadline : min(deadline, patient), end: end)
        flights[key]?.waiters.append(waiter)
        waiting[token] = key
        nextDeadline = min(nextDeadline, waiter.deadline)
        return .wait
    }

    /// A leader has an answer: these get it.
    mutating func complete(
        _ ticket: UInt64, _ answer: KeptAnswer, at moment: Moment
    ) -> [Token] {
        guard let key = keys[ticket], var flight = flights[key], flight.answer == nil else {
            return []
        }
        let tokens = flight.waiters.map(\.token)
        for token in tokens { waiting[token] = nil }
        guard window > 0, answer.isKeepable else {
            remove(key, ticket)
            return tokens
        }
        flight.waiters = []
        flight.answer = answer
        flight.answeredAt = moment.now
        flights[key] = flight
        answered.append(ticket)
        answeredBytes += answer.costBytes
        while answeredBytes > CacheLimits.repeatedBytes, let oldest = answered.first {
            forget(oldest)
        }
        return tokens
    }

    /// A leader ended without an answer.
    mutating func leaderEnded(_ ticket: UInt64, _ end: End) -> Released {
        guard let key = keys[ticket], var flight = flights[key], flight.answer == nil else {
            return Released()
        }
        guard end == .failed, !flight.waiters.isEmpty else {
            let alone = flight.waiters.map(\.token)
            for token in alone { waiting[token] = nil }
            remove(key, ticket)
            return Released(alone: alone)
        }
        let next = flight.waiters.removeFirst()
        waiting[next.token] = nil
        keys[ticket] = nil
        flight.ticket = makeTicket(key)
        flight.deadline =
            next.end.addingReportingOverflow(CacheLimits.leaderGrace).overflow
            ? .max : next.end + CacheLimits.leaderGrace
        flights[key] = flight
        nextDeadline = min(nextDeadline, flight.deadline)
        return Released(leader: Lead(token: next.token, ticket: flight.ticket))
    }

    /// A request that waited is gone.
    mutating func left(_ token: Token) {
        guard let key = waiting.removeValue(forKey: token) else { return }
        flights[key]?.waiters.removeAll { $0.token == token }
    }
}

extension Flights {
    /// What time has done: who has waited for too long, and who leads in the place of a leader that was lost.
    ///
    /// To be called when `nextDeadline` has come.
    mutating func due(at moment: Moment) -> (expired: [Token], leaders: [Lead]) {
        forgetAnswers(at: moment)
        guard nextDeadline <= moment.now else { return ([], []) }
        var expired: [Token] = []
        var lost: [UInt64] = []
        nextDeadline = .max
        for (key, flight) in flights where flight.answer == nil {
            let late = flight.waiters.filter { $0.deadline <= moment.now }
            if !late.isEmpty {
                expired += late.map(\.token)
                flights[key]?.waiters.removeAll { $0.deadline <= moment.now }
            }
            if flight.deadline <= moment.now { lost.append(flight.ticket) }
            for waiter in flight.waiters where waiter.deadline > moment.now {
                nextDeadline = min(nextDeadline, waiter.deadline)
            }
            if flight.deadline > moment.now { nextDeadline = min(nextDeadline, flight.deadline) }
        }
        for token in expired { waiting[token] = nil }
        return (expired, lost.compactMap { leaderEnded($0, .failed).leader })
    }

    private mutating func start(_ key: [UInt8], _ deadline: UInt64) -> Entry {
        if flights.count >= CacheLimits.flights {
            guard let oldest = answered.first else { return .untracked }
            forget(oldest)
        }
        let ticket = makeTicket(key)
        let (late, isBeyond) = deadline.addingReportingOverflow(CacheLimits.leaderGrace)
        let flight = Flight(ticket: ticket, deadline: isBeyond ? deadline : late)
        flights[key] = flight
        nextDeadline = min(nextDeadline, flight.deadline)
        return .lead(ticket)
    }

    private mutating func makeTicket(_ key: [UInt8]) -> UInt64 {
        lastTicket += 1
        keys[lastTicket] = key
        return lastTicket
    }

    /// Forgets answers whose window is over; they are in the order in which they came.
    private mutating func forgetAnswers(at moment: Moment) {
        while let oldest = answered.first {
            if let key = keys[oldest], let flight = flights[key],
                moment.now &- flight.answeredAt < window
            {
                return
            }
            forget(oldest)
        }
    }

    /// Forgets the oldest answer.
    private mutating func forget(_ oldest: UInt64) {
        answered.removeFirst()
        guard let key = keys[oldest], let answer = flights[key]?.answer else { return }
        answeredBytes -= answer.costBytes
        remove(key, oldest)
    }

    private mutating func remove(_ key: [UInt8], _ ticket: UInt64) {
        flights[key] = nil
        keys[ticket] = nil
    }
}
