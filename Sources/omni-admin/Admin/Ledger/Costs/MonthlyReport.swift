internal import DaemonLife
internal import IPC
internal import JSON
internal import TimeZones

/// What a month came to.
///
/// Its questions are asked one after the other: logd answers few at once, and others want to know things too.
final class MonthlyReport {
    private let name: String
    private let period: WallPeriod
    private let zone: String
    private let daemons: any LedgerDaemons
    private var sums: [Part: LedgerSums] = [:]
    private var open: ArraySlice<Part> = Part.allCases[...]
    private let finish: (Result<APIAnswer, APIError>) -> Void

    /// What the parts of a report are.
    enum Part: String, CaseIterable {
        case totals
        case days
        case provider
        case model
        case key
        case connection
        case failures

        /// Those that stand side by side, each by another name.
        static let sides: [Part] = [.provider, .model, .key, .connection]

        /// What they are kept apart by.
        var groups: [LedgerGroup] {
            switch self {
            case .totals, .days: []
            case .provider: [.groupProvider]
            case .model: [.groupModel]
            case .key: [.groupKey]
            case .connection: [.groupConnection]
            case .failures: [.groupProvider, .groupModel, .groupResult]
            }
        }
    }

    private init(
        _ name: String, _ period: WallPeriod, zone: String, _ daemons: any LedgerDaemons,
        _ finish: @escaping (Result<APIAnswer, APIError>) -> Void
    ) {
        self.name = name
        self.period = period
        self.zone = zone
        self.daemons = daemons
        self.finish = finish
    }

    /// Makes the report of a month; `finish` is called once.
    static func make(
        of month: CivilMonth, _ calendar: LedgerCalendar, _ daemons: any LedgerDaemons,
        _ finish: @escaping (Result<APIAnswer, APIError>) -> Void
    ) {
        MonthlyReport(
            month.text, calendar.month(month), zone: calendar.name, daemons, finish
        ).proceed()
    }

    private func proceed() {
        guard let part = open.first else { return finish(.success(.json { write(to: &$0) })) }
        open.removeFirst()
        LedgerFetch.json(LedgerQuery(query: .aggregate(query(of: part))), of: daemons) {
            [self] result in
            switch result {
            case .failure(let error): finish(.failure(error))
            case .success(let value):
                sums[part] = LedgerSums(value)
                proceed()
            }
        }
    }

    private func query(of part: Part) -> LedgerAggregate {
        var filter = LedgerFilter(fromUnixUs: period.begins, untilUnixUs: period.ends)
        if part == .failures {
            filter.results = [.resultFailed, .resultBroken, .resultLimited, .resultRefused]
        }
        return LedgerAggregate(
            filter: filter, groups: part.groups,
            bucket: part == .days ? .bucketDay : .bucketAll, zone: zone,
            limit: part == .failures
                ? UInt32(LedgerLimits.failures) : LedgerLimits.usualSums,
            percentiles: part == .totals || part == .provider)
    }

    private func write(to writer: inout JSONWriter) {
        writer.object { object in
            object.member("month", name)
            object.member("from", timestamp(wallMicroseconds: period.begins))
            object.member("until", timestamp(wallMicroseconds: period.ends))
            object.name("zone")
            if let value = sums[.totals]?.document["zone"] {
                object.raw(value.rawBytes)
            } else {
                object.string(zone)
            }
            object.name("totals")
            object.object { Self.write(sums[.totals]?.totals, to: &$0) }
            object.name("days")
            write(.days, &object)
            object.name("by")
            object.object { sides in
                for part in Part.sides {
                    sides.name(text: part.rawValue)
                    write(part, &sides)
                }
            }
            object.name("failures")
            write(.failures, &object)
            // Of failures only the most frequent ones are wanted.
            object.member(
                "truncated", sums.contains { $0.key != .failures && $0.value.isCut })
        }
    }

    private func write(_ part: Part, _ writer: inout JSONWriter) {
        writer.array { list in
            guard let sums = sums[part] else { return }
            for row in sums.rows {
                list.object { member in
                    sums.writeKeys(row, to: &member)
                    Self.write(row, to: &member)
                }
            }
        }
    }

    private static func write(_ row: JSONValue?, to object: inout JSONWriter) {
        LedgerSums.writeMoney(row, to: &object)
        LedgerSums.writeTokens(row, to: &object)
        for name in ["attempts", "ok", "refused", "limited", "failed", "client_gone", "broken"] {
            object.name(text: name)
            object.int(LedgerSums.count(name, row))
        }
        object.name("success_percent")
        writeSuccess(row, to: &object)
        object.member("fallbacks", LedgerSums.count("fallbacks", row))
        object.member(
            "cache_hits",
            ["cache_exact", "cache_semantic", "cache_idempotent"]
                .reduce(UInt64(0)) { $0 &+ LedgerSums.count($1, row) })
        if let percentiles = row?["percentiles"] {
            object.member("percentiles", raw: percentiles.rawBytes)
        }
    }

    /// Of the requests whose end was neither the caller's fault nor its wish; rounded down, so that 100 means all of them.
    private static func writeSuccess(_ row: JSONValue?, to object: inout JSONWriter) {
        let ok = LedgerSums.count("ok", row)
        let failed = ["limited", "failed", "broken"].reduce(UInt64(0)) {
            $0 &+ LedgerSums.count($1, row)
        }
        guard ok &+ failed > 0 else { return object.null() }
        object.double(Double(ok &* 10_000 / (ok &+ failed)) / 100)
    }
}
