/// The models that one account cannot use now.
///
/// Each climbs a ladder of its own (1, 2, 5, 10, 20 minutes) and is free again after a success. The number of locks is
/// bounded: the one that ends first makes room.
struct ModelLocks {
    private struct Lock {
        var cause: CooldownCause
        /// Steps climbed, from 1 on.
        var level: Int
        var began: UInt64
        var until: UInt64
        var era = LeaseEra.new
    }

    private static let ladder: [UInt64] = [1, 2, 5, 10, 20].map { $0 * HealthLimits.minute }

    private var locks: [String: Lock] = [:]

    /// Locks that are remembered, those that have ended among them.
    var count: Int { locks.count }

    /// What stands in the way of a call of a model.
    func obstacle(_ model: String, at moment: Moment) -> Obstacle? {
        guard !locks.isEmpty, let lock = locks[model], moment.now < lock.until else { return nil }
        return Obstacle(.modelLocked, until: lock.until)
    }

    /// A call of a model begins.
    mutating func began(_ model: String, _ leaseID: UInt64) {
        guard !locks.isEmpty else { return }
        locks[model]?.era.began(leaseID)
    }

    /// A call failed because of the model; true when that changed a lock.
    ///
    /// `named` is the wait in nanoseconds that the provider asked for.
    mutating func failed(
        _ model: String, _ leaseID: UInt64, _ cause: CooldownCause, named: UInt64?,
        _ jitter: Jitter, at moment: Moment
    ) -> Bool {
        let named = named.map { min($0, cause.longestNamed) }
        if var lock = locks[model], !lock.era.contains(leaseID) {
            guard let named, moment.now &+ named > lock.until else { return false }
            lock.until = moment.now &+ named
            locks[model] = lock
            return true
        }
        let before = locks[model].flatMap { isForgotten($0, at: moment) ? nil : $0 }
        let level = min((before?.level ?? 0) + 1, Self.ladder.count)
        let wait = named ?? jitter.spread(Self.ladder[level - 1])
        makeRoom(for: model)
        locks[model] = Lock(
            cause: cause, level: level, began: moment.now, until: moment.now &+ wait)
        return true
    }

    /// A call of a model was answered; true when that removed a lock.
    mutating func succeeded(_ model: String, _ leaseID: UInt64) -> Bool {
        guard !locks.isEmpty, let lock = locks[model], lock.era.contains(leaseID) else {
            return false
        }
        locks[model] = nil
        return true
    }

    /// Removes all.
    mutating func reset() { locks.removeAll() }

    /// The models that are locked, in the order of their names, with the end of the lock.
    func locked(at moment: Moment) -> [(model: String, until: UInt64)] {
        locks.filter { moment.now < $0.value.until }.map { ($0.key, $0.value.until) }
            .sorted { $0.0 < $1.0 }
    }

    private func isForgotten(_ lock: Lock, at moment: Moment) -> Bool {
        moment.now >= lock.until && moment.now - lock.until > HealthLimits.lockMemory
    }

    private mutating func makeRoom(for model: String) {
        guard locks.count >= HealthLimits.locks, locks[model] == nil,
            let first = locks.min(by: { $0.value.until < $1.value.until })
        else { return }
        locks[first.key] = nil
    }
}

extension ModelLocks {
    /// What survives a restart, in the order of the models' names.
    func rows(key: String, at moment: Moment) -> [HealthRow] {
        locks.filter { !isForgotten($0.value, at: moment) }.sorted { $0.key < $1.key }
            .map { model, lock in
                let span = WallSpan(from: lock.began, until: lock.until, at: moment)
                return HealthRow(
                    scope: .model, key: key, name: model, cause: lock.cause.rawValue,
                    level: Int64(lock.level), began: span.began, until: span.until)
            }
    }

    /// Locks a model for what is left of a stored span.
    mutating func restore(
        _ span: WallSpan, _ cause: CooldownCause, model: String, level: Int, at moment: Moment
    ) {
        guard span.over(at: moment) <= HealthLimits.lockMemory else { return }
        let left = min(span.left(at: moment), cause.longestNamed)
        let passed = min(span.length, cause.longestNamed) - left
        makeRoom(for: model)
        locks[model] = Lock(
            cause: cause, level: max(1, min(level, Self.ladder.count)),
            began: moment.now - min(passed, moment.now), until: moment.now &+ left)
    }
}
