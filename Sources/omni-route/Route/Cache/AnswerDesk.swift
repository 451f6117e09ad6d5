internal import IPC

/// Where a request asks first: whether its answer is there already, or on its way.
///
/// Two things are looked for. The same request (Idempotency-Key): whoever repeats one waits for the first and gets its
/// answer, for a few seconds after it as well. The same question (cache): an answer that was given before, whatever key
/// of idempotency it had. While the first of many equal questions is under way the others wait too: a batch that asks
/// a hundred times the same would miss a hundred times otherwise, pay for all of them and fill a hundred places of an
/// account. They wait only so long, and not for an answer that turns out to be nobody else's.
///
/// Pure: tokens in, tokens out, and time comes in. `takeReleases` says what became of those that waited; it is to be
/// looked at after every call.
struct AnswerDesk<Token: Hashable> {
    /// A request, as it comes in with its first attempt.
    struct Question {
        var token: Token
        /// `RouteAsk.cache_key`; empty for none.
        var cacheKey: [UInt8]
        /// `RouteAsk.idempotency_key`; empty for none.
        var idempotencyKey: [UInt8]
        /// When it must have been answered, in monotonic nanoseconds.
        var deadline: UInt64
        /// When the request itself is over, likewise; nil for the deadline.
        var end: UInt64?
    }

    /// A request that waits no more; never with the outcome to wait.
    struct Release: Equatable {
        var token: Token
        var outcome: AnswerOutcome
    }

    private(set) var cache = AnswerCache()
    private var repeats = Flights<Token>(window: CacheLimits.window)
    private var questions = Flights<Token>(window: 0)
    /// What the requests that wait for the same question take along.
    private var tickets: [Token: AnswerTicket] = [:]
    /// The places in the cache of requests that wait for the same request.
    private var cacheKeys: [Token: [UInt8]] = [:]
    private var releases: [Release] = []
    /// Questions that were embedded and have no answer yet.
    private var embedded = OpenQuestions()
    /// When the cache is next looked through for what is too old, in monotonic nanoseconds.
    private var nextSweep: UInt64 = 0

    /// Starts empty, with the cache switched off.
    init() {}

    /// Requests that wait.
    var waiterCount: Int { repeats.waiterCount + questions.waiterCount }
    /// Answers kept for repeated requests.
    var repeatedAnswers: Int { repeats.answerCount }
    /// When `due` is to be called at the latest, in monotonic nanoseconds; `UInt64.max` when it need not be.
    var nextDeadline: UInt64 {
        let waits = min(repeats.nextDeadline, questions.nextDeadline)
        return cache.statistics.entries > 0 ? min(waits, nextSweep) : waits
    }

    /// Takes new settings at once.
    mutating func apply(_ routing: RoutingSettings, translation: TranslationSettings) {
        let model = cache.semanticModel
        cache.apply(routing.cache ?? CacheSettings(), translation: translation)
        // What another model has made of them is of no use any more.
        if cache.semanticModel != model { embedded.removeAll() }
        repeats.window =
            routing.idempotencyWindowMs == 0
            ? CacheLimits.window
            : UInt64(routing.idempotencyWindowMs) * CacheLimits.nanosecondsPerMillisecond
    }

    /// Forgets the answers of the cache.
    mutating func clearCache() { cache.clear() }

    /// What became of requests that waited, since the last time.
    mutating func takeReleases() -> [Release] {
        defer { releases = [] }
        return releases
    }
}

extension AnswerDesk {
    /// A request comes in, with its first attempt; later attempts go on with the ticket they have.
    ///
    /// `isServed` says whether this request could be sent to a connection's model now: its name leads there and its key
    /// may use it.
    mutating func ask(
        _ question: Question, at moment: Moment,
        isServed: (_ connectionID: String, _ model: String) -> Bool
    ) -> AnswerOutcome {
        var ticket = AnswerTicket()
        let isCacheable = cache.takes(question.cacheKey)
        if isCacheable { ticket.cacheKey = question.cacheKey }
        if !question.idempotencyKey.isEmpty {
            let entry = repeats.enter(
                question.idempotencyKey, question.token, deadline: question.deadline,
                end: question.end, at: moment)
            switch entry {
            case .lead(let number): ticket.repeated = number
            case .wait:
                if isCacheable { cacheKeys[question.token] = question.cacheKey }
                return .wait
            case .kept(let answer): return .answer(answer)
            case .crowded: return .crowded
            case .untracked: break
            }
        }
        guard isCacheable else { return .proceed(ticket) }
        if let answer = cache.lookup(question.cacheKey, at: moment, isServed: isServed) {
            answerRepeats(ticket.repeated, answer, at: moment)
            return .answer(answer)
        }
        return join(question, ticket, at: moment)
    }

    /// Waits for the same question, or leads those that will.
    private mutating func join(
        _ question: Question, _ ticket: AnswerTicket, at moment: Moment
    ) -> AnswerOutcome {
        var ticket = ticket
        let entry = questions.enter(
            question.cacheKey, question.token, deadline: question.deadline, end: question.end,
            patience: CacheLimits.questionPatience, at: moment)
        switch entry {
        case .lead(let number): ticket.asked = number
        case .wait:
            tickets[question.token] = ticket
            return .wait
        // Waiting is a favour here, not a promise.
        case .kept, .crowded, .untracked: break
        }
        return .proceed(ticket)
    }

    /// A request has its answer, whole.
    ///
    /// To be called before `ended`, which then changes nothing. The answer has the lease under which it was given;
    /// `isForAll` says whether it may be given to the same question: not cut at a limit, no calls of tools.
    mutating func keep(
        _ ticket: AnswerTicket, _ answer: KeptAnswer, isForAll: Bool, at moment: Moment
    ) {
        var answer = answer
        answer.lease?.leaseID = 0
        answer.ageSeconds = 0
        answer.idempotent = false
        let question = embedded.take(ticket.question)
        if isForAll {
            if ticket.isCacheable {
                cache.store(ticket.cacheKey, answer, question, at: moment)
            }
            answerAsked(ticket.asked, answer, at: moment)
        } else {
            release(questions.leaderEnded(ticket.asked, .unshared), of: \.asked)
        }
        answerRepeats(ticket.repeated, answer, at: moment)
    }

    /// A request is over: its last report came, or whoever asked is gone.
    ///
    /// `isFailure` says whether another may have more luck: not when it was answered, nor when the caller is at fault.
    mutating func ended(_ ticket: AnswerTicket, isFailure: Bool) {
        embedded.drop(ticket.question)
        release(questions.leaderEnded(ticket.asked, isFailure ? .failed : .unshared), of: \.asked)
        release(
            repeats.leaderEnded(ticket.repeated, isFailure ? .failed : .unshared), of: \.repeated)
    }

    /// A request that waited is gone.
    mutating func left(_ token: Token) {
        repeats.left(token)
        questions.left(token)
        cacheKeys[token] = nil
        if let ticket = tickets.removeValue(forKey: token) { ended(ticket, isFailure: true) }
    }

    /// Lets time do its work; to be called when `nextDeadline` has come, and once a minute.
    mutating func due(at moment: Moment) {
        if moment.now >= nextSweep {
            cache.removeExpired(at: moment)
            nextSweep = moment.now &+ CacheLimits.sweepInterval
        }
        let repeated = repeats.due(at: moment)
        for token in repeated.expired {
            cacheKeys[token] = nil
            releases.append(Release(token: token, outcome: .timedOut))
        }
        for leader in repeated.leaders { lead(leader, of: \.repeated) }
        let asked = questions.due(at: moment)
        // What has waited for the same question in vain asks for itself.
        for token in asked.expired { proceed(token) }
        for leader in asked.leaders { lead(leader, of: \.asked) }
    }
}

extension AnswerDesk {
    /// A question that nobody has asked before in the same words has been embedded: the answer to one that means the same.
    ///
    /// Those that wait for the same question get it as well. Without one the request goes on, and its answer will be found
    /// by what the question means.
    ///
    /// - Parameters:
    ///   - question: What it means, within its group.
    ///   - ticket: The request's own, which is complemented.
    ///   - moment: Now.
    ///   - isServed: As in `ask`.
    /// - Returns: The answer; nil when there is none.
    mutating func similar(
        to question: CachedQuestion, _ ticket: inout AnswerTicket, at moment: Moment,
        isServed: (_ connectionID: String, _ model: String) -> Bool
    ) -> KeptAnswer? {
        guard cache.takes(ticket.cacheKey) else { return nil }
        guard let answer = cache.similar(to: question, at: moment, isServed: isServed) else {
            if ticket.question == 0 { ticket.question = embedded.add(question) }
            return nil
        }
        answerAsked(ticket.asked, answer, at: moment)
        answerRepeats(ticket.repeated, answer, at: moment)
        return answer
    }

    private mutating func answerAsked(
        _ number: UInt64, _ answer: KeptAnswer, at moment: Moment
    ) {
        for token in questions.complete(number, answer, at: moment) {
            let other = tickets.removeValue(forKey: token) ?? AnswerTicket()
            releases.append(Release(token: token, outcome: .answer(answer)))
            answerRepeats(other.repeated, answer, at: moment)
        }
    }

    private mutating func answerRepeats(
        _ number: UInt64, _ answer: KeptAnswer, at moment: Moment
    ) {
        var answer = answer
        answer.idempotent = true
        for token in repeats.complete(number, answer, at: moment) {
            cacheKeys[token] = nil
            releases.append(Release(token: token, outcome: .answer(answer)))
        }
    }

    private mutating func release(
        _ released: Flights<Token>.Released, of number: WritableKeyPath<AnswerTicket, UInt64>
    ) {
        if let leader = released.leader { lead(leader, of: number) }
        for token in released.alone { proceed(token) }
    }

    private mutating func lead(
        _ leader: Flights<Token>.Lead, of number: WritableKeyPath<AnswerTicket, UInt64>
    ) {
        var ticket = takeTicket(leader.token)
        ticket[keyPath: number] = leader.ticket
        releases.append(Release(token: leader.token, outcome: .proceed(ticket)))
    }

    private mutating func proceed(_ token: Token) {
        releases.append(Release(token: token, outcome: .proceed(takeTicket(token))))
    }

    /// What a request that waited takes along now.
    private mutating func takeTicket(_ token: Token) -> AnswerTicket {
        if let ticket = tickets.removeValue(forKey: token) { return ticket }
        var ticket = AnswerTicket()
        ticket.cacheKey = cacheKeys.removeValue(forKey: token) ?? []
        return ticket
    }
}
