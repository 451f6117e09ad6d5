internal import IPC
internal import JSON

/// Asks all daemons how they are; what does not answer in time is said to be away.
final class HealthDesk {
    private let daemons: any LedgerDaemons
    private let live: any LiveDaemons
    private let wallMicroseconds: () -> Int64

    /// Makes the desk.
    ///
    /// - Parameters:
    ///   - daemons: Answers for logd, and for how each daemon is.
    ///   - live: Answers for route.
    ///   - wallMicroseconds: The wall clock.
    init(
        _ daemons: any LedgerDaemons, _ live: any LiveDaemons,
        wallMicroseconds: @escaping () -> Int64
    ) {
        self.daemons = daemons
        self.live = live
        self.wallMicroseconds = wallMicroseconds
    }

    /// Answers a caller who may look.
    func answer(_ responder: Responder) {
        let now = wallMicroseconds()
        var facts = HealthFacts()
        let gathering = Gathering { responder.answer(facts.answer(at: now)) }
        for name in HealthFacts.daemons {
            let done = gathering.awaited()
            daemons.status(of: name) { result in
                facts.statuses[name] = try? result.get()
                done()
            }
        }
        let topics: [(RouteTopic, WritableKeyPath<HealthFacts, [JSONValue]?>)] = [
            (.topicConnections, \.connections), (.topicQuotas, \.quotas),
            (.topicBudgets, \.budgets),
        ]
        for (topic, place) in topics {
            let done = gathering.awaited()
            live.ask(RouteQuery(topic: topic)) { result in
                facts[keyPath: place] = try? result.get()
                done()
            }
        }
        let state = gathering.awaited()
        askLedger(LedgerQuery(query: .state(LedgerState()))) { answer in
            facts.ledger = answer
            state()
        }
        let day = gathering.awaited()
        askLedger(LedgerQuery(query: .aggregate(Self.lastDay(now)))) { answer in
            facts.lastDay = answer.map { LedgerSums($0) }
            day()
        }
        gathering.close()
    }

    private func askLedger(_ query: LedgerQuery, _ finish: @escaping (JSONValue?) -> Void) {
        LedgerFetch.json(query, of: daemons, within: LedgerLimits.glance) { result in
            finish(try? result.get())
        }
    }

    private static func lastDay(_ now: Int64) -> LedgerAggregate {
        LedgerAggregate(
            filter: LedgerFilter(fromUnixUs: now - LedgerCalendar.day),
            groups: [.groupProvider, .groupModel], limit: LedgerLimits.usualSums)
    }
}
