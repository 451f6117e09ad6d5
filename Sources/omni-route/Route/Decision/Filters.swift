internal import IPC

/// Which candidates may serve now.
///
/// Each takes what the one before left.
enum Filters {
    /// Without the connections that have failed for this request.
    static func withoutFailed(_ targets: [Target], _ failed: [LeaseRecord]) -> [Target] {
        guard !failed.isEmpty else { return targets }
        return targets.filter { target in
            !failed.contains { $0.health.connectionID == target.connection.id }
        }
    }

    /// Without those whose provider asked to wait, as long as others are left.
    static func preferringRested(_ targets: [Target], now: UInt64) -> [Target] {
        guard targets.count > 1, targets.contains(where: { $0.health.rest(at: now) > 0 }) else {
            return targets
        }
        let rested = targets.filter { $0.health.rest(at: now) == 0 }
        return rested.isEmpty ? targets : rested
    }
}
