internal import IPC

/// What there was in the ledger when a query came: a value for other threads.
package struct LedgerSnapshot: Sendable {
    /// The days, oldest first.
    package var days: [DayInfo]
    /// Files of recorded bodies by their days.
    package var bodies: [Int: String]
    /// Files of console lines, the newest first.
    package var consoleFiles: [String]
    /// The file of derived data.
    package var ledgerPath: String
    /// Name of the zone of the settings; empty for UTC.
    package var zone: String
    /// The newest row that is committed in all files: a later one is not shown.
    package var lastSequence: Int64
    /// The time, microseconds since 1970.
    package var now: Int64

    /// What a source has now.
    package init(_ source: any LedgerSource, now: Int64) {
        days = source.days
        bodies = [:]
        for day in days { bodies[day.day] = source.bodiesPath(day.day) }
        consoleFiles = source.consoleFiles
        ledgerPath = source.ledgerPath
        zone = source.settings.zone
        lastSequence = Int64(clamping: source.lastSequence)
        self.now = now
    }

    /// A snapshot of parts.
    package init(
        days: [DayInfo], ledgerPath: String, zone: String = "", lastSequence: Int64, now: Int64,
        bodies: [Int: String] = [:], consoleFiles: [String] = []
    ) {
        self.days = days
        self.bodies = bodies
        self.consoleFiles = consoleFiles
        self.ledgerPath = ledgerPath
        self.zone = zone
        self.lastSequence = lastSequence
        self.now = now
    }
}
