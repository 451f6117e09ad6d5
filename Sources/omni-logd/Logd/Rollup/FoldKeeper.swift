internal import IPC
internal import Store
internal import TimeZones

/// Folds the sums of closed days, and of the hours of today, in the background, and keeps them right.
///
/// The reading is done on a query thread; what it read is written only when no row has come to it since. It lives on the
/// loop that commits.
final class FoldKeeper {
    let source: any LedgerSource
    private let upkeep: Upkeep
    private var isBusy = false
    private var seconds = 0
    /// Days whose folded sums are still to be compared with their files: the process before this one may have written to
    /// them when nobody here saw it.
    private var unverified: [Int]?
    /// Days whose files have fewer rows than were folded: they were begun anew.
    private var lost: Set<Int> = []
    /// Days that could not be folded, or of which some hours were a moment ago, and when they are looked at again.
    private var resting: [Int: Int64] = [:]
    /// The same of months, with the days that were to be in them.
    var failedMonths: [Int: [Int: Int64]] = [:]

    init(_ source: any LedgerSource, _ upkeep: Upkeep) {
        self.source = source
        self.upkeep = upkeep
    }

    /// The folded days; none when they cannot be read.
    var days: [Int: FoldBook.Entry] {
        // What is wrong with the file is told by the store.
        (try? source.withFolds { (folds) throws(StoreError) in folds.days }) ?? [:]
    }

    /// Looks for something to do from time to time, and at once after something was done.
    func secondPassed(now: Int64) {
        seconds += 1
        guard !isBusy, seconds >= Limits.foldSeconds else { return }
        seconds = 0
        work(now)
    }

    private func work(_ now: Int64) {
        let known = days
        if unverified == nil { unverified = known.keys.filter { known[$0]?.isStale == false } }
        if verifyNext() { return }
        if foldNext(now, known) { return }
        if rezoneNext(now, known) { return }
        _ = monthNext(now, known)
    }

    private var calendar: CivilCalendar {
        // A zone that this machine does not know is taken as UTC, as everywhere.
        CivilCalendar(zone: (try? Zone.named(source.settings.zone)) ?? .utc)
    }

    func begin<Output: Sendable>(
        _ work: @escaping @Sendable (LedgerReader) throws(QueryFailure) -> Output,
        _ done: @escaping (Result<Output, QueryFailure>) -> Void
    ) -> Bool {
        isBusy = true
        let isBegun = upkeep.run(work) { [weak self] result in
            self?.isBusy = false
            // There may be more to do.
            self?.seconds = Limits.foldSeconds
            done(result)
        }
        if !isBegun { isBusy = false }
        return isBegun
    }

    // MARK: Folding

    private func foldNext(_ now: Int64, _ known: [Int: FoldBook.Entry]) -> Bool {
        let calendar = calendar
        for info in source.days where !isResting(info.day, now) && info.requests.rows > 0 {
            let until = Self.foldable(info.day, now)
            guard until > 0, isDue(info, until, known[info.day], calendar.zone.name),
                watch(info.day, until: until)
            else { continue }
            return begin { (reader) throws(QueryFailure) in
                guard let database = try reader.day(info.day, info.path) else { return nil }
                return try LedgerReader.guarded(day: info.day) { () throws(StoreError) in
                    try DayFold.read(database, day: info.day, calendar, until: until)
                }
            } _: { [weak self] (result: Result<DayFold?, QueryFailure>) in
                self?.folded(info, result, now)
            }
        }
        return false
    }

    /// The quarter of an hour before which a day can be folded: 96 once it is over, else that with which an hour begins.
    private static func foldable(_ day: Int, _ now: Int64) -> Int {
        let since = now - Limits.foldAfter - DayCalendar.start(of: day)
        guard since < DayCalendar.microseconds else { return DayPlace.quarters }
        return Int(max(0, since) / DayPlace.hour) * DayPlace.hourQuarters
    }

    /// Whether a day, or more of it, is to be folded.
    private func isDue(
        _ info: DayInfo, _ until: Int, _ entry: FoldBook.Entry?, _ zone: String
    ) -> Bool {
        let isOtherwise = entry.map { $0.isStale || $0.zone != zone } ?? true
        if until == DayPlace.quarters {
            guard let entry, entry.isWhole else { return true }
            return entry.isStale || isOtherwise && !lost.contains(info.day)
        }
        // The clock was set back into a day that was over: it stays with its rows until it is over again.
        guard entry?.isWhole != true, info.requests.rows >= Limits.foldRows else { return false }
        guard let entry, !isOtherwise else { return true }
        return until > entry.until && info.requests.rows - entry.requests >= Limits.foldRows
    }

    private func watch(_ day: Int, until quarter: Int) -> Bool {
        // What is wrong with the file is told by the store.
        (try? source.withFolds { (folds) throws(StoreError) in
            folds.watch(day, until: quarter)
        }) != nil
    }

    private func isResting(_ day: Int, _ now: Int64) -> Bool {
        // A clock that was set back must not keep a day for as long as that.
        resting[day].map { now < $0 && $0 <= now + Limits.foldRest } ?? false
    }

    private func folded(
        _ info: DayInfo, _ result: Result<DayFold?, QueryFailure>, _ now: Int64
    ) {
        switch result {
        case .success(let fold?):
            // Late rows may come again and again; until then the day is read from its own file.
            if fold.until < DayPlace.quarters { resting[info.day] = now + Limits.foldRest }
            // The file was taken away while it was read.
            guard source.days.contains(where: { $0.day == info.day }) else { return }
            do throws(StoreError) {
                let isWritten = try source.withFolds { (folds) throws(StoreError) in
                    // Rows that came while it was read are not in it.
                    guard folds.isUnchanged(info.day) else { return true }
                    return try folds.write(fold)
                }
                if !isWritten { lost.insert(info.day) }
            } catch {
                // Tried again with the next look; a full disk is told by the store.
            }
        case .success(nil): break
        case .failure(.damaged(let day, let error)):
            resting[day] = now + Limits.foldRest
            source.suspect(day, "\(error)")
        case .failure(.interrupted): break
        case .failure: resting[info.day] = now + Limits.foldRest
        }
    }

    // MARK: Keeping right

    /// Compares how often a day has changed with what was folded; false when all are compared.
    private func verifyNext() -> Bool {
        guard let day = unverified?.popLast() else { return false }
        guard let info = source.days.first(where: { $0.day == day }) else { return verifyNext() }
        return begin { (reader) throws(QueryFailure) in
            guard let database = try reader.day(day, info.path) else { return nil }
            return try LedgerReader.guarded(day: day) { () throws(StoreError) in
                try database.number("SELECT coalesce(max(changes), 0) FROM rollup_state")
            }
        } _: { [weak self] (result: Result<Int64?, QueryFailure>) in
            guard case .success(let changes?) = result else { return }
            self?.verified(day, changes)
        }
    }

    private func verified(_ day: Int, _ changes: Int64) {
        do throws(StoreError) {
            try source.withFolds { (folds) throws(StoreError) in
                guard let entry = folds.days[day] else { return }
                // Fewer changes: this file was begun after the one that was folded, which is lost.
                if changes > entry.changes { try folds.touch(day) }
            }
        } catch {
            // The next start compares again.
        }
    }

    /// Folds a day whose file is gone, or was begun anew, to the days of the present zone.
    private func rezoneNext(_ now: Int64, _ known: [Int: FoldBook.Entry]) -> Bool {
        let calendar = calendar
        let files = Set(source.days.map(\.day)).subtracting(lost)
        let other = known.first { day, entry in
            entry.zone != calendar.zone.name && !files.contains(day) && !isResting(day, now)
        }
        guard let day = other?.key else { return false }
        let path = source.ledgerPath
        return begin { (reader) throws(QueryFailure) in
            guard let database = try reader.ledger(path) else { return nil }
            return try LedgerReader.guarded { () throws(StoreError) in
                try RezonedDay(day, calendar, database, reader.table)
            }
        } _: { [weak self] (result: Result<RezonedDay?, QueryFailure>) in
            self?.rezoned(day, calendar.zone.name, result, now)
        }
    }

    private func rezoned(
        _ day: Int, _ zone: String, _ result: Result<RezonedDay?, QueryFailure>, _ now: Int64
    ) {
        guard case .success(let rezoned?) = result else {
            resting[day] = now + Limits.foldRest
            return
        }
        do throws(StoreError) {
            try source.withFolds { (folds) throws(StoreError) in
                try folds.rezone(day, pieces: rezoned.pieces, rezoned.slices, zone: zone)
            }
        } catch {
            // Tried again with the next look.
        }
    }
}
