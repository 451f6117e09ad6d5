package import Store

// Days whose sums an older version made, which knew fewer measures and phases.
extension DayRollups {
    /// Whether all hours of a day are counted by all measures and phases.
    package static func isCounted(_ database: Database) throws(StoreError) -> Bool {
        try database.number(
            "SELECT count(*) FROM rollup_state WHERE recounted < \(DayPlace.hours)") == 0
    }

    /// Counts the next hour anew that an older version counted, of its rows, within a transaction.
    ///
    /// What has been counted of it since is in its rows, too: so it does not matter who wrote them.
    ///
    /// - Returns: Whether all hours are counted.
    /// - Throws: What SQLite says.
    package func recountNext() throws(StoreError) -> Bool {
        let state = try database.prepare("SELECT day, recounted FROM rollup_state")
        guard try state.step() else { return true }
        let day = Int(state.int64(0))
        let hour = Int(state.int64(1))
        state.reset()
        guard hour < DayPlace.hours else { return true }
        try forget(hour: hour)
        try count(hour: hour, day: day)
        try flush()
        let told = try database.prepare("UPDATE rollup_state SET recounted = ?")
        told.bind(1, hour + 1)
        try told.run()
        return hour + 1 == DayPlace.hours
    }

    private func forget(hour: Int) throws(StoreError) {
        let sums = try database.prepare("DELETE FROM rollups WHERE id >= ? AND id < ?")
        sums.bind(1, DayPlace.sums(hour * DayPlace.hourQuarters, 0))
        sums.bind(2, DayPlace.sums((hour + 1) * DayPlace.hourQuarters, 0))
        try sums.run()
        let durations = try database.prepare("DELETE FROM durations WHERE id >= ? AND id < ?")
        durations.bind(1, DayPlace.durations(hour, 0, 0, 0))
        durations.bind(2, DayPlace.durations(hour + 1, 0, 0, 0))
        try durations.run()
    }

    private func count(hour: Int, day: Int) throws(StoreError) {
        let columns =
            Measure.allCases.map(\.expression) + LatencyPhase.allCases.map(\.expression)
        let rows = try database.prepare(
            """
            SELECT dims, received_us, \(columns.joined(separator: ", ")) FROM requests
            WHERE received_us >= ? AND received_us < ?
            """)
        let start = DayCalendar.start(of: day) + Int64(hour) * DayPlace.hour
        // Times outside of the day are put at its ends.
        rows.bind(1, hour == 0 ? .min : start)
        rows.bind(2, hour + 1 == DayPlace.hours ? .max : start + DayPlace.hour)
        while try rows.step() { count(row: rows, day: day) }
    }
}
