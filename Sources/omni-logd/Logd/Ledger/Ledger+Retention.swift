package import Store

extension Ledger {
    /// One piece of what has to go, so that records never wait long.
    ///
    /// - Parameter isClockTrusted: Otherwise nothing is deleted by its age.
    /// - Returns: Whether there may be more.
    /// - Throws: What SQLite says.
    package func retain(isClockTrusted: Bool) throws(StoreError) -> Bool {
        let today = DayCalendar.day(of: environment.wallMicroseconds())
        reopenDays()
        if isClockTrusted {
            if try deleteOld(today) { return true }
            try base.perform { (base) throws(StoreError) in
                try base.folds.forget(before: today - Limits.foldedDays)
            }
        }
        if try forgetLarge(today) { return true }
        if try deleteLarge(today) { return true }
        // Until settings are known, bodies beyond the usual size are refused, not deleted.
        if isConfigured, try bodies.deleteOldest(beyond: policy.bodyMaxBytes) { return true }
        console.trim(fileBytes: policy.consoleFileBytes, count: policy.consoleFiles)
        // What is over is rarely written to: it needs no log and no index beside it.
        dayFiles.close(before: today - 1)
        bodyFiles.close(before: today - 1)
        return false
    }

    /// Whether the date that the clock shows may be one: rows of several of the last days speak for it, or it has been
    /// shown for a day, over restarts and rests of the machine.
    ///
    /// A clock that is far ahead makes all days old; whoever sets it right within a day has lost none.
    package func isDateBelieved() throws(StoreError) -> Bool {
        let now = environment.wallMicroseconds()
        return try base.perform { (base) throws(StoreError) in
            let since = try base.number(.unknownSince)
            guard !isDateKnown(DayCalendar.day(of: now)) else {
                if since != 0 { try base.keep(.unknownSince, 0) }
                return true
            }
            // Set back since: it is another date that is not known.
            guard since != 0, since <= now else {
                try base.keep(.unknownSince, now)
                return false
            }
            return now - since >= Limits.dateSettling
        }
    }

    private func isDateKnown(_ today: Int) -> Bool {
        let most = Limits.daysThatProve
        let last = min(most.of - 1, policy.retentionDays)
        let days = catalogue.days.count {
            (today - last...today).contains($0.day) && $0.requests.rows > 0
        }
        return days >= min(most.rows, last + 1)
    }

    private func deleteOld(_ today: Int) throws(StoreError) -> Bool {
        // As with the size: whoever has set more days than usual must not lose them with ledger.db while route is away.
        guard isConfigured else { return false }
        let first = today - policy.retentionDays
        if let oldest = catalogue.days.first, oldest.day < first,
            try isFolded(oldest.day) || oldest.day < first - Limits.foldingDays
        {
            try delete(oldest.day)
            return true
        }
        if let day = dayFiles.daysSetAside.first, day < first {
            try dayFiles.unlink(day)
            return true
        }
        if let day = closedDays.keys.min(), day < first {
            try delete(day)
            return true
        }
        if let day = bodies.allDays.first, day < today - policy.bodyRetentionDays {
            try bodies.delete(before: day + 1)
            return true
        }
        return removeOldBase(before: DayCalendar.start(of: first))
    }

    /// Removes a damaged file of derived data that is older than the days that are kept, or a copy that an older version of
    /// this program made of it before a new schema.
    private func removeOldBase(before unixMicroseconds: Int64) -> Bool {
        let base = Files.name(of: ledgerPath)
        for name in Files.names(in: environment.folder)
        where name.hasPrefix(base + ".corrupt") || name.hasPrefix(base + ".before-v") {
            let path = "\(environment.folder)/\(name)"
            guard Files.modified(path) < unixMicroseconds else { continue }
            Files.remove(path)
            return true
        }
        return false
    }

    /// Folded sums may take a quarter of what the ledger may; beyond it the oldest of them go, about a month at a time.
    private func forgetLarge(_ today: Int) throws(StoreError) -> Bool {
        guard isConfigured else { return false }
        let limit = policy.maxBytes / 4
        // Those whose rows are there would be folded again.
        let oldest = catalogue.days.first?.day ?? today
        return try base.perform { (base) throws(StoreError) in
            guard let first = base.folds.days.keys.min(), first < oldest,
                first < today - Limits.forgottenDays, try base.usedBytes() > limit
            else { return false }
            try base.folds.forget(before: min(first + Limits.forgottenDays, oldest))
            return true
        }
    }

    /// The newest days stay: they are not over, or what comes late would begin them anew.
    private func deleteLarge(_ today: Int) throws(StoreError) -> Bool {
        let derived = try base.perform { (base) throws(StoreError) in try base.usedBytes() }
        let bytes = dayFiles.bytes + derived
        // What nobody has said is no reason to delete: the settings may be lost, and come again.
        guard isConfigured, bytes > policy.maxBytes else { return false }
        if let day = dayFiles.daysSetAside.first {
            try dayFiles.unlink(day)
            return true
        }
        guard catalogue.days.count > 1, let oldest = catalogue.days.first, oldest.day < today - 1,
            try isFolded(oldest.day) || bytes > policy.maxBytes + policy.maxBytes / 8
        else { return false }
        try delete(oldest.day)
        return true
    }

    private func isFolded(_ day: Int) throws(StoreError) -> Bool {
        try base.perform { (base) throws(StoreError) in base.folds.isFolded(day) }
    }

    /// Takes a day away, and remembers that it is gone.
    private func delete(_ day: Int) throws(StoreError) {
        try base.perform { (base) throws(StoreError) in
            if try base.number(.horizon) < Int64(day) + 1 {
                try base.keep(.horizon, Int64(day) + 1)
            }
        }
        horizon = max(horizon, day)
        try base.perform { (base) throws(StoreError) in try base.late.forget(day) }
        closedDays[day] = nil
        try dayFiles.unlink(day)
        catalogue[day] = nil
        daysDeleted += 1
    }

    /// Deletes the oldest day that is over before a time; false when there is none.
    package func deleteDay(before unixMicroseconds: Int64) throws(StoreError) -> Bool {
        try open()
        guard let oldest = catalogue.days.first,
            DayCalendar.start(of: oldest.day + 1) <= unixMicroseconds
        else { return false }
        try delete(oldest.day)
        return true
    }

    /// Deletes all recorded bodies.
    package func deleteBodies() throws(StoreError) {
        try open()
        try bodies.delete()
    }
}
