internal import IPC
internal import Store

// Months, which are added up of folded days.
extension FoldKeeper {
    /// Adds up a month that is over and of which all days are folded.
    func monthNext(_ now: Int64, _ known: [Int: FoldBook.Entry]) -> Bool {
        // What is wrong with the file is told by the store.
        guard
            let (months, version) = try? source.withFolds({ (folds) throws(StoreError) in
                (folds.months, folds.version)
            })
        else { return false }
        let files = Set(source.days.map(\.day))
        let wanted = Self.wantedMonths(known, files, now)
        let next = wanted.first { month, days in
            months[month] != days && failedMonths[month] != days
        }
        guard let (month, days) = next else { return false }
        let path = source.ledgerPath
        return begin { (reader) throws(QueryFailure) in
            guard let database = try reader.ledger(path) else { return nil }
            return try LedgerReader.guarded { () throws(StoreError) in
                try MonthFold.read(month, days, database)
            }
        } _: { [weak self] (result: Result<MonthFold?, QueryFailure>) in
            if case .success(let fold?) = result {
                self?.added(fold, version)
            } else {
                self?.failedMonths[month] = days
            }
        }
    }

    /// The days that are to be in each month, and how often they have changed.
    private static func wantedMonths(
        _ known: [Int: FoldBook.Entry], _ files: Set<Int>, _ now: Int64
    ) -> [Int: [Int: Int64]] {
        var wanted: [Int: [Int: Int64]] = [:]
        var unsettled: Set<Int> = []
        for (day, entry) in known {
            let month = FoldMonths.month(of: day)
            let days = FoldMonths.days(of: month)
            if entry.isStale || !entry.isWhole, files.contains(day) { unsettled.insert(month) }
            if DayCalendar.start(of: days.upperBound) + Limits.foldAfter > now {
                unsettled.insert(month)
            }
            if days.contains(day) { wanted[month, default: [:]][day] = entry.changes }
        }
        return wanted.filter { !unsettled.contains($0.key) }
    }

    private func added(_ fold: MonthFold, _ version: Int) {
        do throws(StoreError) {
            try source.withFolds { (folds) throws(StoreError) in
                // Days that changed while it was read are added up anew with the next look.
                if folds.version == version { try folds.write(fold) }
            }
        } catch {
            // Tried again with the next look.
        }
    }
}
