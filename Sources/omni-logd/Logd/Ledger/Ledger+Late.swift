internal import IPC
internal import Store

/// Days that are over and whose files cannot be opened or written: they keep nobody from the others.
extension Ledger {
    /// Stores rows of a day, or keeps them until its file can be written.
    ///
    /// One day that is over must not hold back all that came with it, and all that its producer has, until somebody mends the
    /// file.
    func store(
        _ shares: [DayShare], of day: Int, collecting: Bool
    ) throws(StoreError) -> CommitReport {
        if isOver(day), closedDays[day] == nil, try isWaitedFor(day) {
            closedDays[day] = Self.waiting
        }
        guard !isClosed(day) else { return try keep(shares, of: day) }
        do throws(StoreError) {
            return try commit(shares, day, collecting: collecting)
        } catch {
            guard isOver(day), error.isOfOneFile else { throw error }
            closedDays[day] = "\(error)"
            return try keep(shares, of: day)
        }
    }

    /// Why a day is closed of which nothing else is known.
    static var waiting: String { "rows that came late wait for it" }

    /// What has come later must not go into a day first: the day would take rows that wait for known ones.
    private func isWaitedFor(_ day: Int) throws(StoreError) -> Bool {
        try base.perform { (base) throws(StoreError) in try base.late.waits(for: day) }
    }

    /// Days for which rows wait.
    func lateDays() throws(StoreError) -> [Int] {
        try base.perform { (base) throws(StoreError) in base.late.counts.keys.sorted() }
    }

    /// Tries what could not be opened once more.
    func reopenDays() {
        for day in closedDays.keys { reopen(day) }
    }

    /// The clock may have been set back since.
    private func isOver(_ day: Int) -> Bool {
        day < DayCalendar.day(of: environment.wallMicroseconds()) - 1
    }

    private func isClosed(_ day: Int) -> Bool {
        guard closedDays[day] != nil else { return false }
        reopen(day)
        return closedDays[day] != nil
    }

    /// Some rows that wait go into their day; it is open once there are none.
    private func reopen(_ day: Int) {
        do throws(StoreError) {
            catalogue[day] = try inspect(day)
            numbers.isUsed(catalogue.lastSequence)
            if try moveSome(of: day) { closedDays[day] = nil }
        } catch {
            closedDays[day] = "\(error)"
        }
    }

    /// Moves so many rows that records never wait long; whether none is left.
    private func moveSome(of day: Int) throws(StoreError) -> Bool {
        let batches = try base.perform { (base) throws(StoreError) in
            try base.late.next(of: day)
        }
        guard !batches.isEmpty else { return true }
        try numbers.refresh()
        let shares = batches.map { DayShare(batch: $0, places: $0.records[0].isRow ? [0] : []) }
        _ = try commit(shares, day, collecting: false)
        return try base.perform { (base) throws(StoreError) in
            try base.late.areStored(batches, of: day)
            return try !base.late.waits(for: day)
        }
    }

    private func keep(_ shares: [DayShare], of day: Int) throws(StoreError) -> CommitReport {
        var report = CommitReport()
        let count = shares.reduce(0) { $0 + $1.places.count }
        let isKept = try base.perform { (base) throws(StoreError) in
            try base.late.keep(shares, of: day)
        }
        if isKept { report.late = count } else { report.expired = count }
        return report
    }

    /// Rows that wait for days; 0 where ledger.db cannot be asked, which is told elsewhere.
    var lateCounts: [Int: Int] {
        (try? base.perform { (base) throws(StoreError) in base.late.counts }) ?? [:]
    }
}

extension Record {
    /// Whether it goes into a day's file.
    fileprivate var isRow: Bool {
        switch entry {
        case .request, .attempt, .call: true
        case .console, .body, nil: false
        }
    }
}
