internal import IPC

/// What tells the requests apart that an answer is kept for.
///
/// The id alone would not do: clients choose it, and must never come into the place of another key or question.
struct Errand: Hashable {
    let requestID: String
    let keyID: String
    let cacheKey: [UInt8]
    let idempotencyKey: [UInt8]

    init(_ ask: RouteAsk) {
        requestID = ask.requestID
        keyID = ask.keyID
        cacheKey = ask.cacheKey
        idempotencyKey = ask.idempotencyKey
    }
}

/// A request that wants a decision, until it has one.
final class Ask {
    let message: RouteAsk
    /// What its answer is kept under.
    var errand: Errand { Errand(message) }
    /// When it came, nanoseconds of the monotonic clock.
    let came: UInt64
    /// When it must be answered, nanoseconds of the monotonic clock.
    private(set) var deadline: UInt64
    /// What its answer may be kept for.
    var ticket = AnswerTicket()
    /// Its place among those that wait, from the first time it had to; 0 before.
    var order: UInt64 = 0
    /// Its visit of the waiting room; 0 while it is not there.
    var visit: UInt64 = 0
    /// The connections behind which it waits.
    var places: [String] = []
    /// Its number among those that wait for an answer of another request; 0 while it does not.
    var deskToken: UInt64 = 0
    /// When the whole request is over.
    let end: UInt64
    /// What was decided about it so far; nil before the first decision.
    var traces: RequestTraces?
    /// Whether whoever asked is still connected.
    let isWanted: () -> Bool
    private var answer: ((RouteAnswer?) -> Void)?

    /// `answer` is called once, with nil when the asker must ask another process.
    init(
        _ message: RouteAsk, at moment: Moment, isWanted: @escaping () -> Bool,
        answer: @escaping (RouteAnswer?) -> Void
    ) {
        self.message = message
        came = moment.now
        let own = UInt64(message.remainingMs) * 1_000_000
        let patience = own > 0 ? min(own, Limits.askPatience) : Limits.askPatience
        deadline = moment.now &+ patience
        end = moment.now &+ (own > 0 ? own : Limits.leaseLifetime)
        self.isWanted = isWanted
        self.answer = answer
    }

    /// It waits for a place for so many milliseconds from now, but no longer than its request may take.
    func waits(_ milliseconds: UInt32, at moment: Moment) {
        deadline = min(end, moment.now &+ UInt64(milliseconds) * 1_000_000)
    }

    /// It has its answer.
    var isAnswered: Bool { answer == nil }

    /// Answers it; later calls do nothing.
    func give(_ result: RouteAnswer?) {
        let told = answer
        answer = nil
        told?(result)
    }

    /// Refuses it.
    func refuse(_ denial: Denial) { give(RouteAnswer(answer: .refusal(denial.refusal))) }
}
