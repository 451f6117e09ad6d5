package import Store

extension Ledger: LedgerSource {
    package var days: [DayInfo] { catalogue.days }

    package func bodiesPath(_ day: Int) -> String? {
        bodies.known.contains(day) ? bodyFiles.path(day) : nil
    }

    package var consoleFiles: [String] { console.files }
    package var ledgerPath: String { base.path }
    package var lastSequence: UInt64 { UInt64(clamping: numbers.last) }

    package func withFolds<Result>(
        _ body: (FoldBook) throws(StoreError) -> Result
    ) throws(StoreError) -> Result {
        try open()
        return try base.perform { (base) throws(StoreError) in try body(base.folds) }
    }

    package func facts() -> LedgerFacts {
        var facts = LedgerFacts()
        facts.dayBytes = dayFiles.bytes
        facts.bodyBytes = bodyFiles.bytes
        facts.consoleBytes = console.bytes
        facts.derivedBytes = Files.size(base.path) + Files.size(base.path + "-wal")
        facts.bodyDays = bodies.days.count
        facts.freeBytes = environment.space()?.free
        facts.bodiesFloor = space.floors.bodies
        facts.recordsFloor = space.floors.records
        facts.refusesBodies = space.level != .all
        facts.holdsBack = space.level == .nothing
        facts.failure = failure.map { "\($0)" } ?? ""
        facts.bodiesDropped = totals.bodiesDropped
        facts.consoleDropped = totals.consoleDropped
        facts.expired = totals.expired
        facts.gaps = totals.gaps
        facts.setAside = setAside
        facts.daysDeleted = daysDeleted
        facts.rowsToImport = oldRecords?.rowsLeft ?? 0
        facts.troubles = troubles
        return facts
    }

    /// Whether records are held back for want of room.
    package var holdsBack: Bool { space.level == .nothing }

    /// What a person should know.
    package var troubles: [String] {
        var list = setAside.map { "a damaged file was set aside: \($0)" }
        let late = closedDays.isEmpty ? [:] : lateCounts
        list += closedDays.sorted { $0.key < $1.key }.map { day, reason in
            "a day cannot be opened or written, \(late[day] ?? 0) records that came late wait until it can, "
                + "\(dayFiles.path(day)): \(reason)"
        }
        if !isOpen { list.append("the records cannot be opened: \(environment.folder)") }
        switch space.level {
        case .all: break
        case .rowsOnly:
            list.append("little room on the disk: bodies and console lines are not kept")
        case .nothing:
            list.append("no room on the disk: records are held back, their producers keep them")
        }
        if catalogue.bytes > policy.maxBytes + policy.maxBytes / 8 {
            list.append("the days are larger than they may be")
        }
        return list
    }

    package func suspect(_ day: Int, _ reason: String) { suspects.insert(day) }

    package func nextSuspect() -> (day: Int, path: String)? {
        let now = environment.wallMicroseconds()
        // A clock that was set back must not put it off.
        for (day, time) in unlooked where time <= now || time > now + Limits.lookLater {
            unlooked[day] = nil
            suspects.insert(day)
        }
        guard let day = suspects.min() else { return nil }
        suspects.remove(day)
        return (day, dayFiles.path(day))
    }
}
