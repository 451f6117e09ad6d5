internal import DaemonLife
internal import IPC
internal import JSON
internal import TimeZones

/// What is spent, on what, and when it ends.
extension LedgerOperations {
    /// Answers with the sums of costs, the month's forecast, budgets and quotas.
    func costs(
        _ sums: LedgerAggregate, _ calendar: LedgerCalendar, _ responder: Responder
    ) {
        let now = wallMicroseconds()
        let month = calendar.month(at: now)
        var whole = LedgerAggregate(filter: sums.filter, zone: sums.zone)
        whole.filter?.fromUnixUs = month.begins
        whole.filter?.untilUnixUs = 0
        var week = whole
        week.filter?.fromUnixUs = now - CostForecast.window
        var asked = sums
        if asked.limit == 0 { asked.limit = LedgerLimits.usualSums }

        let queries: [LedgerQuery.Query] = [
            .aggregate(asked), .aggregate(whole), .aggregate(week), .state(LedgerState()),
        ]
        var answers: [Result<JSONValue, APIError>?] = queries.map { _ in nil }
        var states: [Result<[JSONValue], APIError>?] = [nil, nil]
        let gathering = Gathering {
            responder.answer(
                Self.costs(answers.compactMap { $0 }, states.compactMap { $0 }) {
                    sofar, week, ledger in
                    CostForecast(month, sofar: sofar, week: week, ledger: ledger, now: now)
                } write: { values, writer in
                    Self.write(values, now, to: &writer)
                })
        }
        for (index, query) in queries.enumerated() {
            let done = gathering.awaited()
            LedgerFetch.json(LedgerQuery(query: query), of: daemons) { result in
                answers[index] = result
                done()
            }
        }
        for (index, topic) in [RouteTopic.topicBudgets, .topicQuotas].enumerated() {
            let done = gathering.awaited()
            live.ask(RouteQuery(topic: topic)) { result in
                states[index] = result
                done()
            }
        }
        gathering.close()
    }

    /// What the parts of the answer are.
    private struct Costs {
        let sums: LedgerSums
        let forecast: CostForecast
        /// Nil while route does not answer.
        let budgets: [JSONValue]?
        let quotas: [JSONValue]?
    }

    private static func costs(
        _ answers: [Result<JSONValue, APIError>], _ states: [Result<[JSONValue], APIError>],
        forecast: (LedgerSums, LedgerSums, JSONValue) -> CostForecast,
        write: (Costs, inout JSONWriter) -> Void
    ) -> Result<APIAnswer, APIError> {
        var found: [JSONValue] = []
        for answer in answers {
            switch answer {
            case .failure(let error): return .failure(error)
            case .success(let value): found.append(value)
            }
        }
        guard found.count == 4, states.count == 2 else {
            return .failure(APIError(.internalError, "internal_error", "An answer is missing."))
        }
        let costs = Costs(
            sums: LedgerSums(found[0]),
            forecast: forecast(LedgerSums(found[1]), LedgerSums(found[2]), found[3]),
            budgets: try? states[0].get(), quotas: try? states[1].get())
        return .success(.json { writer in write(costs, &writer) })
    }

    private static func write(_ costs: Costs, _ now: Int64, to writer: inout JSONWriter) {
        writer.object { object in
            for name in ["from", "until", "zone", "bucket", "groups"] {
                guard let value = costs.sums.document[name] else { continue }
                object.name(text: name)
                object.raw(value.rawBytes)
            }
            object.member("truncated", costs.sums.isCut)
            object.name("totals")
            object.object { totals in
                LedgerSums.writeMoney(costs.sums.totals, to: &totals)
                LedgerSums.writeTokens(costs.sums.totals, to: &totals)
            }
            object.name("data")
            object.array { list in
                for row in costs.sums.rows {
                    list.object { member in
                        costs.sums.writeKeys(row, to: &member)
                        LedgerSums.writeMoney(row, to: &member)
                        LedgerSums.writeTokens(row, to: &member)
                    }
                }
            }
            object.name("forecast")
            object.object { costs.forecast.write(to: &$0) }
            object.name("budgets")
            write(costs.budgets, now, to: &object)
            object.name("quotas")
            write(costs.quotas, now, to: &object)
        }
    }

    /// Rows of route, each with the moment at which what it counts begins anew.
    private static func write(_ rows: [JSONValue]?, _ now: Int64, to writer: inout JSONWriter) {
        guard let rows else { return writer.null() }
        writer.array { list in
            for row in rows {
                list.object { object in
                    for (name, value) in row.members ?? [] {
                        object.name(text: name)
                        object.raw(value.rawBytes)
                    }
                    guard let seconds = row["resets_in_s"]?.int, seconds >= 0,
                        seconds < 1 << 32
                    else { return }
                    object.member(
                        "resets_at", timestamp(wallMicroseconds: now + seconds * 1_000_000))
                }
            }
        }
    }
}
