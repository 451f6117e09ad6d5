internal import Store
internal import TimeZones

extension RouteStore {
    /// How things stood when the file was last written.
    func standing() throws(StoreError) -> Standing {
        var standing = Standing()
        let health = try database.prepare(
            "SELECT scope, key, name, cause, level, began_unix_us, until_unix_us FROM health")
        while try health.step() {
            guard let scope = HealthRow.Scope(rawValue: health.int64(0)) else { continue }
            standing.health.append(
                HealthRow(
                    scope: scope, key: health.text(1), name: health.text(2),
                    cause: health.int64(3), level: health.int64(4), began: health.int64(5),
                    until: health.int64(6)))
        }
        standing.money = try money()
        let reports = try database.prepare("SELECT issued, leases FROM reports")
        while try reports.step() {
            standing.issued = max(standing.issued, UInt64(bitPattern: reports.int64(0)))
            standing.reported.formUnion(LeaseNumbers.numbers(reports.blob(1)))
        }
        return standing
    }

    private func money() throws(StoreError) -> [MoneyRow] {
        let rows = try database.prepare(
            """
            SELECT book, owner, subject, form, is_previous, begins_unix_us, ends_unix_us, used,
                unknown, bound, is_percent, exhausted_unix_us, exhausted_until_unix_us
            FROM money
            """)
        var result: [MoneyRow] = []
        while try rows.step() {
            guard let book = MoneyRow.Book(rawValue: rows.text(0)) else { continue }
            result.append(
                MoneyRow(
                    book: book, owner: rows.text(1), subject: rows.text(2),
                    isPrevious: rows.int64(4) != 0, form: rows.text(3), period: period(rows, 5),
                    used: UInt64(bitPattern: rows.int64(7)),
                    unknown: UInt64(bitPattern: rows.int64(8)),
                    limit: rows.isNull(9) ? nil : UInt64(bitPattern: rows.int64(9)),
                    isPercent: rows.int64(10) != 0, exhaustion: period(rows, 11)))
        }
        return result
    }

    private func period(_ rows: Statement, _ column: Int) -> WallPeriod? {
        guard !rows.isNull(column), !rows.isNull(column + 1) else { return nil }
        return WallPeriod(begins: rows.int64(column), ends: rows.int64(column + 1))
    }

    /// Writes what has changed, in one transaction.
    ///
    /// It outlives the process at once and a power cut within a second or so: waiting for the disk would make every report
    /// as slow as the disk.
    func keep(_ change: StandingChange) throws(StoreError) {
        try database.atomically { () throws(StoreError) in
            try write(change.health)
            try write(change.money)
            try write(reported: change.reported, issued: change.issued)
            try write(change.traces)
        }
    }

    /// Replaces all rows of budgets and quotas, and forgets the health of what is not among `keys`.
    func replace(money: [MoneyRow], keepingHealthOf keys: Set<String>) throws(StoreError) {
        let rows = try database.prepare("SELECT DISTINCT key FROM health")
        var gone: [String: [HealthRow]] = [:]
        while try rows.step() {
            if !keys.contains(rows.text(0)) { gone[rows.text(0)] = [] }
        }
        try database.setSynchronous(.full)
        // Left as it is, later commits would only be slower.
        defer { try? database.setSynchronous(.normal) }
        try database.atomically { () throws(StoreError) in
            try database.execute("DELETE FROM money")
            try write(money)
            try write(gone)
        }
    }

    private func write(_ health: [String: [HealthRow]]) throws(StoreError) {
        guard !health.isEmpty else { return }
        let delete = try statements.forgetHealth.on(database)
        let insert = try statements.addHealth.on(database)
        for (key, rows) in health {
            delete.bind(1, key)
            try delete.run()
            for row in rows {
                insert.bind(1, row.scope.rawValue)
                insert.bind(2, row.key)
                insert.bind(3, row.name)
                insert.bind(4, row.cause)
                insert.bind(5, row.level)
                insert.bind(6, row.began)
                insert.bind(7, row.until)
                try insert.run()
            }
        }
    }

    private func write(_ money: [MoneyRow]) throws(StoreError) {
        guard !money.isEmpty else { return }
        let row = try statements.setMoney.on(database)
        for entry in money {
            row.bind(1, entry.book.rawValue)
            row.bind(2, entry.owner)
            row.bind(3, entry.subject)
            row.bind(4, entry.form)
            row.bind(5, entry.isPrevious ? 1 : 0)
            row.bind(6, entry.period?.begins)
            row.bind(7, entry.period?.ends)
            row.bind(8, Int64(bitPattern: entry.used))
            row.bind(9, Int64(bitPattern: entry.unknown))
            row.bind(10, entry.limit.map { Int64(bitPattern: $0) })
            row.bind(11, entry.isPercent ? 1 : 0)
            row.bind(12, entry.exhaustion?.begins)
            row.bind(13, entry.exhaustion?.ends)
            try row.run()
        }
    }

    /// Where nothing was reported a number is used up all the same: rows need different ones.
    private func write(reported: [UInt64], issued: UInt64) throws(StoreError) {
        let row = try statements.addReports.on(database)
        row.bind(1, max(1, reported.count))
        row.bind(2, Int64(bitPattern: issued))
        row.bind(3, LeaseNumbers.bytes(reported))
        try row.run()
        let forget = try statements.forgetReports.on(database)
        forget.bind(1, Limits.reportedKept)
        try forget.run()
    }
}
