package import IPC
package import Store

/// Everything that is kept: rows in a file a day, bodies apart from them, console lines, settings.
///
/// A batch may touch several files. Each of them holds the highest number of every producer that is in it, written with the
/// rows and the sums over them in one transaction: so a batch that comes again is exact in each file by itself, and is
/// acknowledged once every file has it.
package final class Ledger: BatchCommitter {
    /// Whether commits list their rows.
    package var collecting = true
    /// What the user wants, as it came.
    package internal(set) var settings = LedgerSettings()
    /// The same with defaults and bounds.
    package internal(set) var policy = LedgerPolicy(LedgerSettings())
    /// Files that were set aside because they are damaged, the newest last.
    package private(set) var setAside: [String] = []
    /// How many they are.
    package private(set) var setAsideCount: UInt64 = 0
    /// Days that were unlinked since the start.
    package internal(set) var daysDeleted: UInt64 = 0
    /// The console's files.
    package let console: ConsoleLog
    /// Whether there is room.
    package private(set) var space: SpaceGuard

    let environment: LedgerEnvironment
    let base: GuardedFile<LedgerBase>
    let dayFiles: DayFiles<DayStore>
    let bodyFiles: DayFiles<BodyStore>
    let bodies: BodyKeeper
    let numbers: RowNumbers
    var catalogue = DayCatalogue()
    /// Days up to it are no longer kept, unless they are of these days.
    var horizon = -1
    /// Days that a reader found damaged.
    var suspects: Set<Int> = []
    /// Days that are opened without a look at their pages, and when they become suspects.
    var unlooked: [Int: Int64] = [:]
    /// Days whose sums an older version made, until they are made anew.
    var uncounted: Set<Int> = []
    /// From when on that is done: a process of that version may still be storing before.
    var recountsFrom: Int64 = 0
    /// The file of an older version, until its rows are taken over.
    var oldRecords: OldRecords?
    /// Days that are over and whose files cannot be opened or written, and why; what comes for them waits until they can.
    var closedDays: [Int: String] = [:]
    /// The settings are the user's own, not those of a ledger that knows none.
    var isConfigured = false
    /// Whether all files have been looked at.
    package private(set) var isOpen = false
    /// What has been stored since the start.
    private(set) var totals = CommitCounts()
    /// Why the last commit failed; nil once one has succeeded.
    private(set) var failure: StoreError?
    /// What a commit did before it failed in another file; told by the next that succeeds.
    private var owed = CommitReport()
    private var watch = ProducerWatch()
    private let events: FileEvents

    /// Prepares a ledger; nothing is opened yet.
    package init(_ environment: LedgerEnvironment) {
        self.environment = environment
        let folder = environment.folder
        let fileSystem = environment.fileSystem
        let events = FileEvents()
        let name = { (path: String) in
            let time = environment.timestamp(environment.wallMicroseconds())
            return "\(path).corrupt-\(time.split(separator: ":").joined())"
        }
        base = GuardedFile(
            folder + "/ledger.db",
            make: { (path) throws(StoreError) in
                let base = try LedgerBase(path: path, fileSystem: fileSystem)
                try events.opened(base)
                return base
            }, name: name, whenSetAside: { events.happened($0, $1) })
        dayFiles = DayFiles(
            folder + "/days", capacity: Limits.openDays,
            make: { (path) throws(StoreError) in
                try DayStore(path: path, fileSystem: fileSystem)
            }, setAsideName: name,
            whenSetAside: { day, name, reason in
                events.happened(name, reason)
                events.lost(day)
            },
            leavesForLater: { events.leavesForLater($0) },
            whenSuspect: { events.suspected($0, $1) })
        bodyFiles = DayFiles(
            folder + "/bodies", capacity: Limits.openBodyDays,
            make: { (path) throws(StoreError) in
                try BodyStore(path: path, fileSystem: fileSystem)
            }, setAsideName: name, whenSetAside: { events.happened($1, $2) })
        bodies = BodyKeeper(bodyFiles, log: environment.whenBodiesFail)
        console = ConsoleLog(folder + "/console")
        numbers = RowNumbers(base)
        space = SpaceGuard(floors: environment.floors)
        self.events = events
        events.happened = { [weak self] name, reason in self?.noteSetAside(name, reason) }
        events.opened = { [weak self] (base) throws(StoreError) in try self?.complete(base) }
        events.lost = { [weak self] day in self?.forgetHours(of: day) }
        events.suspected = { [weak self] day, reason in self?.suspect(day, reason) }
        events.leavesForLater = { [weak self] day in self?.unlooked[day] != nil }
    }

    /// Notes a day that is looked at in a while: a life before this one wrote to it a moment ago, so it was killed, which
    /// damages no file, and may be killed again and again.
    ///
    /// To be asked before the file is opened: whoever closes it last moves its log and takes it away.
    private func noteYoung(_ day: Int) {
        let now = environment.wallMicroseconds()
        let path = dayFiles.path(day)
        let written = Files.modified(path + "-wal")
        guard written <= now, now - written < environment.youngLog,
            Files.size(path) < Limits.checkedBytes
        else { return }
        unlooked[day] = now + Limits.lookLater
    }

    /// What is folded of a day under way goes with its file; the sums of one that is over stay.
    private func forgetHours(of day: Int) {
        // Without it they are made anew, at the latest when the day is over.
        try? base.perform { (base) throws(StoreError) in try base.folds.lose(day) }
    }

    private func noteSetAside(_ name: String, _ reason: String) {
        setAside = setAside.suffix(3) + [name]
        setAsideCount += 1
        environment.whenSetAside(name, reason)
    }

    // MARK: Opening

    /// Looks at all files; damaged ones are set aside and new ones begun.
    ///
    /// - Throws: What will not get better by that: a file of a newer version, no access, no room.
    package func open() throws(StoreError) {
        guard !isOpen else { return }
        makeFolders()
        try base.perform { (base) throws(StoreError) in
            if let kept = try base.settings() {
                settings = kept
                isConfigured = true
            }
            horizon = Int(try base.number(.horizon)) - 1
        }
        policy = LedgerPolicy(settings)
        catalogue = DayCatalogue()
        closedDays = [:]
        uncounted = []
        recountsFrom = environment.wallMicroseconds() + Limits.recountLater
        for day in dayFiles.days { try look(at: day) }
        for day in try lateDays() where closedDays[day] == nil {
            closedDays[day] = Self.waiting
        }
        numbers.isUsed(catalogue.lastSequence)
        try base.perform { (base) throws(StoreError) in
            numbers.isUsed(try base.number(.nextSequence) - 1)
        }
        bodies.measure()
        oldRecords = try OldRecords(folder: environment.folder)
        isOpen = true
    }

    /// Puts a day into the catalogue; one that is over and cannot be opened keeps nobody from the others.
    private func look(at day: Int) throws(StoreError) {
        do throws(StoreError) {
            catalogue[day] = try inspect(day)
        } catch {
            if case .newerDatabase = error { throw error }
            let today = DayCalendar.day(of: environment.wallMicroseconds())
            guard day < today - 1, !error.isBusy else { throw error }
            closedDays[day] = "\(error)"
        }
    }

    /// What a day's file says of itself.
    func inspect(_ day: Int) throws(StoreError) -> DayInfo {
        noteYoung(day)
        do throws(StoreError) {
            let database = try Database(
                path: dayFiles.path(day), fileSystem: environment.fileSystem)
            // An older file is brought forward; its pages are looked at when it is written to or asked, not all days' at a start.
            try database.migrate(DaySchema.migrations, keepingCopy: false)
            if try !DayRollups.isCounted(database) { uncounted.insert(day) }
            return info(day, try DayCounts(database))
        } catch {
            guard error.isCorrupt else { throw error }
        }
        // A damaged file is set aside.
        let counts = try dayFiles.file(day).perform { (store) throws(StoreError) in
            try store.counts()
        }
        return info(day, counts)
    }

    func info(_ day: Int, _ counts: DayCounts) -> DayInfo {
        DayInfo(
            day: day, path: dayFiles.path(day), bytes: dayFiles.bytes(day),
            requests: counts.requests, attempts: counts.attempts, calls: counts.calls)
    }

    // MARK: Committing

    package func commit(_ batches: [RecordBatch]) throws(StoreError) -> CommitReport {
        do throws(StoreError) {
            let report = try store(batches)
            failure = nil
            totals.add(report)
            return report
        } catch {
            failure = error
            // Somebody may have taken a folder away.
            if error.isStorage { makeFolders() }
            throw error
        }
    }

    private func makeFolders() {
        for name in ["days", "bodies", "console"] {
            Files.makeFolder("\(environment.folder)/\(name)", in: environment.folder)
        }
    }

    private func store(_ batches: [RecordBatch]) throws(StoreError) -> CommitReport {
        try prepare()
        var sorter = BatchSorter(horizon: expiredDay, bodyBytes: policy.bodyBytes)
        for batch in batches { sorter.add(batch) }
        try numbers.refresh()
        for (day, shares) in sorter.days.sorted(by: { $0.key < $1.key }) {
            owed.add(try store(shares, of: day, collecting: collecting))
        }
        var report = owed
        owed = CommitReport()
        report.add(sorter.report)
        store(sorter.bodies, sorter.console, &report)
        for batch in batches {
            if let gap = watch.stored(batch) { report.gaps.append(gap) }
        }
        return report
    }

    /// Opens what is closed, and looks whether there is room.
    private func prepare() throws(StoreError) {
        try open()
        space.look(environment.space())
        guard space.level != .nothing else {
            throw .noRoom("less than \(space.floors.records) bytes are free")
        }
    }

    /// The newest day whose records come too late: what retention has taken away does not begin anew.
    ///
    /// Days of now are taken whatever the clock once said.
    private var expiredDay: Int {
        min(horizon, DayCalendar.day(of: environment.wallMicroseconds()) - 2)
    }

    func commit(
        _ shares: [DayShare], _ day: Int, collecting: Bool
    ) throws(StoreError) -> CommitReport {
        if let first = shares.compactMap(\.firstReceived).min() {
            let quarter = DayPlace.quarter(of: first, day: day)
            try base.perform { (base) throws(StoreError) in
                try base.folds.touch(day, from: quarter)
            }
        }
        let (report, counts) = try dayFiles.file(day).transaction(
            undone: { $0.rollups.undone() },
            { (store) throws(StoreError) in
                var commit = try DayCommit(store, numbers, collecting: collecting)
                try commit.run(shares)
                return (commit.report, commit.counts)
            })
        catalogue[day] = info(day, counts)
        return report
    }

    /// What is not worth holding a batch back.
    private func store(
        _ bodies: [BodyRecord], _ lines: [ConsoleLog.Entry], _ report: inout CommitReport
    ) {
        guard space.level == .all else {
            report.bodiesDropped += bodies.count
            report.consoleDropped += lines.count
            return
        }
        self.bodies.store(bodies, limit: policy.bodyMaxBytes, &report)
        console.append(
            lines, fileBytes: policy.consoleFileBytes, count: policy.consoleFiles, &report)
    }

    /// Notes lines of this daemon itself.
    ///
    /// - Parameters:
    ///   - lines: What they say, in their order.
    ///   - producer: This life of this process.
    ///   - first: The number of the first line at this producer.
    /// - Returns: What was written.
    package func note(
        _ lines: [ConsoleRecord], producer: String, first: UInt64
    ) -> CommitReport {
        var report = CommitReport()
        let entries = lines.enumerated().map { offset, line in
            ConsoleLog.Entry(producer: producer, number: first + UInt64(offset), record: line)
        }
        store([], entries, &report)
        totals.add(report)
        return report
    }

    /// Takes over some rows of an older version's file, so that records never wait long; whether there are more.
    package func importSome() throws(StoreError) -> Bool {
        guard let oldRecords else { return false }
        try prepare()
        let batches = try oldRecords.next()
        var sorter = BatchSorter(horizon: expiredDay, bodyBytes: policy.bodyBytes)
        for batch in batches { sorter.add(batch) }
        try numbers.refresh()
        for (day, shares) in sorter.days.sorted(by: { $0.key < $1.key }) {
            _ = try store(shares, of: day, collecting: false)
        }
        oldRecords.areStored(batches)
        if batches.isEmpty, try oldRecords.finish() { self.oldRecords = nil }
        return true
    }

    /// Makes the sums of an hour anew that an older version made, of the newest such day; whether there are more.
    package func recountSome() throws(StoreError) -> Bool {
        let now = environment.wallMicroseconds()
        // A clock that was set back must not put it off.
        guard let day = uncounted.max(),
            now >= recountsFrom || now < recountsFrom - Limits.recountLater
        else { return false }
        guard dayFiles.exists(day) else {
            uncounted.remove(day)
            return true
        }
        try prepare()
        try base.perform { (base) throws(StoreError) in try base.folds.touch(day) }
        let isDone = try dayFiles.file(day).transaction(
            undone: { $0.rollups.undone() },
            { (store) throws(StoreError) in try store.rollups.recountNext() })
        if isDone { uncounted.remove(day) }
        return true
    }

    // MARK: Upkeep

    /// Pages in the fullest log.
    package var isMovingDue: Bool {
        !dayFiles.loaded(pages: Limits.logPages).isEmpty
            || !bodyFiles.loaded(pages: Limits.logPages).isEmpty
    }

    /// Moves full logs into their files.
    package func moveLogs() throws(StoreError) {
        for file in dayFiles.loaded(pages: Limits.logPages) {
            try file.perform { (store) throws(StoreError) in try store.database.checkpoint() }
        }
        for file in bodyFiles.loaded(pages: Limits.logPages) {
            try file.perform { (store) throws(StoreError) in try store.database.checkpoint() }
        }
    }

    /// Takes over what a look at a day's file has found, and sets it aside when it is damaged.
    package func looked(at day: Int, _ look: FileLook) throws(StoreError) {
        guard isOpen else { return }
        guard dayFiles.exists(day) else {
            catalogue[day] = nil
            return
        }
        let file = dayFiles.file(day)
        try file.looked(look)
        let counts = try file.perform { (store) throws(StoreError) in try store.counts() }
        catalogue[day] = info(day, counts)
    }

    /// Closes all files.
    package func close() {
        dayFiles.close()
        bodyFiles.close()
        base.close()
        console.close()
        isOpen = false
    }
}

/// Where files report and ask, before the ledger they belong to is whole.
private final class FileEvents {
    var happened: (String, String) -> Void = { _, _ in }
    var opened: (LedgerBase) throws(StoreError) -> Void = { (_) throws(StoreError) in }
    var lost: (Int) -> Void = { _ in }
    var suspected: (Int, String) -> Void = { _, _ in }
    var leavesForLater: (Int) -> Bool = { _ in false }
}
