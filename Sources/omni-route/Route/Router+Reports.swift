internal import IPC
internal import Store

extension Router {
    /// Takes over how a call went.
    ///
    /// A report that comes twice counts once, also across a restart. What has changed is written by `flush`.
    func reported(_ report: RouteReport, at moment: Moment) {
        // Whatever else is forgotten of the lease meanwhile.
        guard !unwrittenReports.contains(report.leaseID) else { return }
        refresh(at: moment)
        defer { settleReleases(at: moment) }
        guard let record = leases.report(report, now: moment.now) else {
            return reportedUnknown(report, at: moment)
        }
        counters.reports += 1
        if let request = record.traces {
            traces.note(report, of: request)
            if report.last { traces.end(request) }
        }
        defer {
            if report.last { ended(record, report, at: moment) }
            record.close(isLast: report.last)
        }
        guard !record.isForList else { return }
        let target = record.target
        let model = record.model
        let cost = Charge.of(report.usage ?? Usage(), at: record.price)
        target.health.reported(report, model: model, at: moment)
        target.provider.reported(report, at: moment)
        target.health.released(record.id)
        target.provider.released(record.id)
        account(report, cost, target, at: moment)
        settle(record, report, cost, at: moment)
        if report.failure == .none, let session = record.session {
            affinity.remember(
                session, Affinity.Seat(connectionID: target.connection.id, model: model),
                at: moment.now)
        }
        note(target, report, at: moment)
        wake(target.connection.id, at: moment)
    }

    private func settle(
        _ record: LeaseRecord, _ report: RouteReport, _ cost: Charge, at moment: Moment
    ) {
        guard !state.budgets.isEmpty || budgets.openCalls > 0 else { return }
        guard report.wasAnswered else { return budgets.release(id: record.id) }
        guard !budgets.settle(id: record.id, cost: cost, at: moment) else { return }
        // Nothing was set aside for it: too many calls were under way, or a budget had no room after all.
        budgets.spend(
            cost, by: spender(record.ask?.message.keyID ?? "", record.target), at: moment)
    }

    private func spender(_ keyID: String, _ target: Target) -> Spender {
        Spender(
            keyID: keyID, keyName: keys.name(of: keyID), providerID: target.connection.provider,
            tier: target.connection.tier, connectionName: target.connection.name)
    }

    private func account(
        _ report: RouteReport, _ cost: Charge, _ target: Target, at moment: Moment
    ) {
        if report.wasAnswered {
            target.quota?.reported(report.usage, cost: cost, at: moment)
        }
        if report.reason == .reasonQuota {
            let until =
                report.retryAfterMs > 0
                ? moment.wall &+ Int64(report.retryAfterMs) * 1_000 : nil
            _ = target.quota?.exhausted(until: until, at: moment)
        }
    }

    /// A report for a lease of an earlier process, or for one that was given up or forgotten: it says itself what it is about.
    private func reportedUnknown(_ report: RouteReport, at moment: Moment) {
        let record = leases.record(report.leaseID, now: moment.now)
        if let record, !record.isAbandoned { return }
        guard !reportedBefore.contains(report.leaseID), !report.model.isEmpty,
            let target = table.target(id: report.connectionID)
        else {
            counters.unknownReports += 1
            return
        }
        counters.reports += 1
        reportedBefore.insert(report.leaseID)
        // Killed before it wrote that it gave the lease. What this process gave it has counted.
        if leases.isOfEarlier(report.leaseID), report.leaseID > issuedBefore {
            target.quota?.leased(at: moment)
        }
        let cost = Charge.of(
            report.usage ?? Usage(), at: target.facts(of: report.model)?.price)
        target.health.reported(report, model: report.model, at: moment)
        target.provider.reported(report, at: moment)
        account(report, cost, target, at: moment)
        if report.wasAnswered {
            budgets.spend(cost, by: spender(report.keyID, target), at: moment)
        }
        note(target, report, at: moment)
    }

    private func note(_ target: Target, _ report: RouteReport, at moment: Moment) {
        connections.note(target, in: &unsaved, at: moment)
        unsaved.reported.append(report.leaseID)
        unwrittenReports.insert(report.leaseID)
    }

    /// Whether one more report can be taken over; each must be known until it is written.
    var hasRoomForReports: Bool { unwrittenReports.count < Limits.unwrittenReports }

    /// A request is over.
    private func ended(_ record: LeaseRecord, _ report: RouteReport, at moment: Moment) {
        guard let ask = record.ask, let ticket = tickets.take(ask.errand) else { return }
        desk.ended(ticket, isFailure: ![.none, .caller].contains(report.failure))
    }

    /// Keeps an answer for whoever asks the same; comes before the report of its call.
    func keep(_ sent: AnswerKeep, at moment: Moment) {
        guard let record = leases.record(sent.leaseID, now: moment.now), !record.isReported,
            record.ticket.isAnswerWanted
        else { return }
        let target = record.target
        var lease = target.lease(0, model: record.model)
        lease.price = record.price
        lease.tier = target.connection.tier
        lease.cacheable = record.ticket.isCacheable
        desk.keep(
            record.ticket,
            KeptAnswer(lease: lease, headers: sent.headers, body: sent.body, usage: sent.usage),
            isForAll: sent.shareable, at: moment)
        settleReleases(at: moment)
    }

    /// Leases whose report is overdue hold their places no longer.
    func forgetOverdue(at moment: Moment) {
        for record in leases.takeOverdue() {
            record.target.health.released(record.id)
            record.target.provider.released(record.id)
            // What it used is not known.
            budgets.settle(id: record.id, cost: .unknown, at: moment)
            if let request = record.traces { traces.end(request) }
            record.close(isLast: true)
            wake(record.target.connection.id, at: moment)
        }
    }

    /// Forgets leases whose report is overdue, and asks whose asker is gone.
    func expireLeases(at moment: Moment) {
        leases.sweep(now: moment.now)
        forgetOverdue(at: moment)
        for ask in room.takeUnwanted() { decide(ask, at: moment) }
        for (token, ask) in deskWaiters where !ask.isWanted() {
            deskWaiters[token] = nil
            desk.left(token)
        }
        settleReleases(at: moment)
    }

    // MARK: Disk

    /// Writes what reports and leases have changed; true when nothing is left unwritten.
    ///
    /// Traces go along with what is written anyway, or by themselves when they are many or `isLast` says not to wait.
    func flush(at moment: Moment, isLast: Bool = false) -> Bool {
        unsaved.money += budgets.takeChangedRows() + connections.quotas.takeChangedRows()
        if !unsaved.isEmpty || isLast || traces.endedCount >= Limits.tracesAtOnce {
            unsaved.traces = traces.takeEnded()
            unsaved.issued = max(leases.last, issuedBefore)
        }
        do throws(StoreError) {
            if !unsaved.isEmpty { try store.keep(unsaved) }
        } catch {
            counters.storeFailures += 1
            trouble.failed(error, at: moment.now)
            trimUnsaved()
            return false
        }
        if trouble.failure != nil {
            // They come once more, perhaps after their leases are forgotten.
            for id in unwrittenReports { reportedBefore.insert(id) }
        }
        trouble.ended()
        unsaved = StandingChange()
        unwrittenReports.removeAll(keepingCapacity: true)
        return true
    }

    /// A disk that stays full must not fill memory: of each row the newest is kept.
    ///
    /// Reports are bounded where they come in.
    private func trimUnsaved() {
        var seen: Set<String> = []
        unsaved.money = unsaved.money.reversed().filter { row in
            seen.insert("\(row.book)\n\(row.owner)\n\(row.subject)\n\(row.form)\n\(row.isPrevious)")
                .inserted
        }
        // They are not worth a wait.
        unsaved.traces = []
    }
}
