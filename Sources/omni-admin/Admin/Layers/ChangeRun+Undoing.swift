internal import Configuration
internal import EventLoop
internal import IPC
internal import Logging
internal import Store

extension ChangeRun {
    /// A daemon that may have taken what is not kept.
    enum Undone: Equatable {
        case route
        case vault
    }

    /// Ends with an error, once the daemons hold again what is kept here.
    func giveUp(_ error: APIError, undoing parts: [Undone]) {
        do throws(APIError) {
            // What another process has kept meanwhile is what is to hold.
            try keeper.refresh()
        } catch {
            keeper.log.warning(
                "the configuration that is kept cannot be read",
                metadata: ["error": "\(error.message)"])
        }
        undo(parts) { [self] failure in
            if let failure {
                keeper.log.error(
                    "a change could not be taken back; that is done before the next one",
                    metadata: ["error": "\(failure.message)"])
            }
            end(.failure(error))
        }
    }

    /// Ends a change that another process took for abandoned, and has taken back or is taking back.
    func giveWay() {
        keeper.pending = nil
        // The next change looks again which configuration route holds.
        keeper.isCompared = false
        do throws(APIError) {
            try keeper.refresh()
            try keeper.mark(change.reach, after: keeper.held.generation)
        } catch {
            // Another one is at it: it brings the daemons to what it keeps.
            return end(.failure(.changedElsewhere))
        }
        giveUp(.changedElsewhere, undoing: [.route, .vault])
    }

    /// Brings route back to what is kept, then egress to the set of before; then nothing is pending.
    private func undo(_ parts: [Undone], then: @escaping (APIError?) -> Void) {
        if parts.contains(.route) {
            // A first change of entries began only because route had nothing, which is what is kept here too. What route
            // had before a first file is not known; egress goes on to hold what that needs.
            guard keeper.held.generation > 0 || keeper.pending?.reach == .entries else {
                return then(clearPending())
            }
            return applyAgain { [self] failure in
                if let failure { return then(failure) }
                undo(parts.filter { $0 != .route }, then: then)
            }
        }
        guard parts.contains(.vault) else { return then(clearPending()) }
        keeper.target.settle(revert: true, within: LayerLimits.step) { [self] result in
            if case .failure(let failure) = result { return then(APIError(failure)) }
            keeper.isUnsettled = false
            then(clearPending())
        }
    }

    private func clearPending() -> APIError? {
        do throws(APIError) {
            try keeper.clearPending()
            return nil
        } catch {
            return error
        }
    }

    /// Gives route what is kept.
    private func applyAgain(then: @escaping (APIError?) -> Void) {
        do throws(APIError) {
            let loaded = try Self.load(keeper.held.layers)
            keeper.target.apply(loaded.route, within: LayerLimits.step) { [self] result in
                switch result {
                case .failure(let failure): then(APIError(failure))
                case .success(let answer): then(note(routeGeneration: answer.generation))
                }
            }
        } catch {
            then(error)
        }
    }

    /// Keeps the number that route gives to what is kept here.
    private func note(routeGeneration: UInt64) -> APIError? {
        guard routeGeneration != keeper.held.routeGeneration else { return nil }
        var next = keeper.held
        next.routeGeneration = routeGeneration
        do throws(StoreError) {
            try keeper.store.setRouteGeneration(routeGeneration)
            keeper.held = next
            return nil
        } catch {
            return APIError(store: error)
        }
    }

    // MARK: Before a change

    /// Takes back what was begun and not ended, and looks once whether route holds what is kept.
    func recover(then: @escaping (APIError?) -> Void) {
        guard let pending = keeper.pending else { return settleBefore(then: then) }
        guard !isOthers(pending) else { return then(.changedElsewhere) }
        do throws(APIError) {
            try keeper.takeOver(pending)
        } catch {
            return then(error)
        }
        undo([.route, .vault]) { [self] failure in
            if let failure { return then(failure) }
            compare(then: then)
        }
    }

    /// Whether another process is at it: one that lives, and has not been at it for too long.
    private func isOthers(_ pending: KeptLayers.Pending) -> Bool {
        let age = keeper.wallMicroseconds() - pending.since
        return pending.process != keeper.process.id
            && (0..<LayerLimits.foreignMicroseconds).contains(age)
            && keeper.process.isAlive(pending.process)
    }

    /// egress is told to forget a set of before that an earlier change left.
    private func settleBefore(then: @escaping (APIError?) -> Void) {
        guard keeper.isUnsettled, keeper.held.generation > 0 else {
            return compare(then: then)
        }
        keeper.target.settle(revert: false, within: step) { [self] result in
            if case .failure(let failure) = result { return then(APIError(failure)) }
            keeper.isUnsettled = false
            compare(then: then)
        }
    }

    private func compare(then: @escaping (APIError?) -> Void) {
        let isFirst = keeper.held.generation == 0
        guard isFirst ? change.reach == .entries : !keeper.isCompared else { return then(nil) }
        keeper.target.summary(within: step) { [self] result in
            switch result {
            case .failure(let failure): then(APIError(failure))
            case .success(let summary) where isFirst:
                then(summary.connections > 0 || summary.keys > 0 ? .notTakenOver : nil)
            case .success(let summary): compared(summary, then: then)
            }
        }
    }

    private func compared(_ summary: RouteSummary, then: @escaping (APIError?) -> Void) {
        guard summary.generation != keeper.held.routeGeneration else {
            keeper.isCompared = true
            return then(nil)
        }
        do throws(APIError) {
            // Another process may have brought route what it has not kept yet.
            try keeper.mark(.entries, after: keeper.held.generation)
        } catch {
            return then(error)
        }
        keeper.isCompared = true
        keeper.log.notice(
            "route holds another configuration than is kept here; it gets this one again",
            metadata: [
                "route_generation": "\(summary.generation)",
                "generation": "\(keeper.held.generation)",
            ])
        applyAgain { [self] failure in
            if let failure {
                // The change that comes now may be what makes it good.
                keeper.log.warning(
                    "route does not take the configuration that is kept",
                    metadata: ["error": "\(failure.message)"])
            }
            then(clearPending())
        }
    }
}

extension APIError {
    /// route has a configuration that did not come from here; a change would remove it.
    static let notTakenOver = APIError(
        .conflict, "not_taken_over",
        "omni-route has connections or keys that are not known here; apply the configuration file first (omniroute apply FILE)."
    )
}
