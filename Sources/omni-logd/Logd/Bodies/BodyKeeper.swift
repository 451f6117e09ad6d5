internal import IPC
internal import Store

/// Recorded bodies: a file a day, apart from the rows, so that they can be bounded and deleted on their own.
///
/// What goes wrong here costs bodies, never rows: they are left out and counted.
final class BodyKeeper {
    private let files: DayFiles<BodyStore>
    private let log: (String) -> Void

    /// Bytes of all files when they were last looked at, and of what came since.
    private var bytes: Int64 = 0
    /// Days with bodies, without looking at the folder.
    private(set) var known: Set<Int> = []

    init(_ files: DayFiles<BodyStore>, log: @escaping (String) -> Void) {
        self.files = files
        self.log = log
        measure()
    }

    /// Days with bodies, oldest first.
    var days: [Int] { files.days }

    /// The same with those of which only damaged files are left.
    var allDays: [Int] { (files.days + files.daysSetAside).sorted() }

    /// Looks at the sizes of all files.
    @discardableResult
    func measure() -> Int64 {
        bytes = files.bytes
        known = Set(files.days)
        return bytes
    }

    /// Stores bodies; each that cannot be is counted in the report.
    ///
    /// - Parameters:
    ///   - bodies: Some of them may be there already.
    ///   - limit: Bytes of all files, beyond which no more are taken.
    ///   - report: Told what became of them.
    func store(_ bodies: [BodyRecord], limit: Int64, _ report: inout CommitReport) {
        var byDay: [Int: [BodyRecord]] = [:]
        for body in bodies {
            byDay[DayCalendar.day(of: body.receivedUnixUs), default: []].append(body)
        }
        for (day, bodies) in byDay.sorted(by: { $0.key < $1.key }) {
            guard bytes < limit else {
                report.bodiesDropped += bodies.count
                continue
            }
            store(bodies, day, &report)
        }
    }

    private func store(_ bodies: [BodyRecord], _ day: Int, _ report: inout CommitReport) {
        do throws(StoreError) {
            let stored = try files.file(day).transaction { (store) throws(StoreError) in
                var stored = 0
                for body in bodies where try store.add(body) {
                    stored += 1
                    bytes += Int64(body.content.count)
                }
                return stored
            }
            known.insert(day)
            report.stored += stored
            report.skipped += bodies.count - stored
            report.rows.bodies += UInt64(stored)
        } catch {
            report.bodiesDropped += bodies.count
            log("\(error)")
        }
    }

    /// Deletes all bodies from before a day; nil for all.
    func delete(before day: Int? = nil) throws(StoreError) {
        for other in allDays where day.map({ other < $0 }) ?? true {
            try files.unlink(other)
        }
        measure()
    }

    /// Deletes the oldest day while all together are larger; whether there was one to delete.
    ///
    /// The newest day stays: when it alone is too large no more bodies are taken.
    func deleteOldest(beyond limit: Int64) throws(StoreError) -> Bool {
        let days = allDays
        guard measure() > limit, days.count > 1 else { return false }
        try files.unlink(days[0])
        measure()
        return true
    }
}
