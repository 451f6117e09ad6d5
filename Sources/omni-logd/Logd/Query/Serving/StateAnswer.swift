internal import IPC
internal import JSON

/// How the ledger stands, as JSON.
enum StateAnswer {
    /// Writes it.
    ///
    /// - Parameters:
    ///   - source: The store.
    ///   - folds: The folded days.
    ///   - queries: Queries that run, and followers.
    /// - Returns: One JSON document.
    static func json(
        _ source: any LedgerSource, _ folds: [Int: FoldBook.Entry],
        queries: (running: Int, followers: Int)
    ) -> [UInt8] {
        let facts = source.facts()
        var writer = JSONWriter()
        writer.object { object in
            object.member("sequence", source.lastSequence)
            object.name("days")
            object.array { array in
                for day in source.days.reversed() {
                    write(day, folds[day.day], source.bodiesPath(day.day) != nil, to: &array)
                }
            }
            object.name("totals")
            object.object { writeTotals(source.days, facts, to: &$0) }
            object.name("folded")
            object.object { writeFolds(folds, to: &$0) }
            object.name("bodies")
            object.object { object in
                object.member("days", facts.bodyDays)
                object.member("bytes", facts.bodyBytes)
                object.member("dropped", facts.bodiesDropped)
            }
            object.name("console")
            object.object { object in
                object.member("files", source.consoleFiles.count)
                object.member("bytes", facts.consoleBytes)
                object.member("dropped", facts.consoleDropped)
            }
            object.name("disk")
            object.object { writeDisk(facts, to: &$0) }
            object.name("damaged")
            object.array { array in
                for name in facts.setAside { array.string(name) }
            }
            object.name("settings")
            object.object { write(source.settings, to: &$0) }
            object.member("gaps", facts.gaps)
            object.member("expired", facts.expired)
            object.member("days_deleted", facts.daysDeleted)
            object.member("rows_to_import", facts.rowsToImport)
            object.member("failure", facts.failure)
            object.member("queries", queries.running)
            object.member("followers", queries.followers)
            object.name("troubles")
            object.array { array in
                for trouble in facts.troubles { array.string(trouble) }
            }
        }
        return writer.take()
    }

    private static func write(
        _ day: DayInfo, _ fold: FoldBook.Entry?, _ hasBodies: Bool, to array: inout JSONWriter
    ) {
        array.object { object in
            object.member("day", DayCalendar.name(of: day.day))
            object.member("requests", day.requests.rows)
            object.member("attempts", day.attempts.rows)
            object.member("calls", day.calls.rows)
            object.member("bytes", day.bytes)
            object.member("folded", fold.map { !$0.isStale } ?? false)
            object.member("bodies", hasBodies)
        }
    }

    private static func writeTotals(
        _ days: [DayInfo], _ facts: LedgerFacts, to object: inout JSONWriter
    ) {
        object.member("days", days.count)
        object.member("requests", days.reduce(0) { $0 + $1.requests.rows })
        object.member("attempts", days.reduce(0) { $0 + $1.attempts.rows })
        object.member("calls", days.reduce(0) { $0 + $1.calls.rows })
        object.member("day_bytes", facts.dayBytes)
        object.member("derived_bytes", facts.derivedBytes)
    }

    private static func writeFolds(
        _ folds: [Int: FoldBook.Entry], to object: inout JSONWriter
    ) {
        object.member("days", folds.count)
        object.member("stale", folds.values.filter(\.isStale).count)
        object.name("first")
        if let day = folds.keys.min() {
            object.string(DayCalendar.name(of: day))
        } else {
            object.null()
        }
        object.name("last")
        if let day = folds.keys.max() {
            object.string(DayCalendar.name(of: day))
        } else {
            object.null()
        }
    }

    private static func writeDisk(_ facts: LedgerFacts, to object: inout JSONWriter) {
        object.name("free_bytes")
        if let free = facts.freeBytes { object.int(free) } else { object.null() }
        object.member("bodies_floor_bytes", facts.bodiesFloor)
        object.member("records_floor_bytes", facts.recordsFloor)
        object.member("refuses_bodies", facts.refusesBodies)
        object.member("holds_back", facts.holdsBack)
    }

    /// As they came, 0 for a default.
    private static func write(_ settings: LedgerSettings, to object: inout JSONWriter) {
        object.member("retention_days", settings.retentionDays)
        object.member("max_bytes", settings.maxBytes)
        object.member("record_bodies", settings.recordBodies)
        object.member("body_bytes", settings.bodyBytes)
        object.member("body_retention_days", settings.bodyRetentionDays)
        object.member("body_max_bytes", settings.bodyMaxBytes)
        object.member("console_file_bytes", settings.consoleFileBytes)
        object.member("console_files", settings.consoleFiles)
        object.member("zone", settings.zone)
    }
}
