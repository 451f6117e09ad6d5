internal import IPC
internal import TimeZones

/// What there is to see of one window of an account's quota.
struct QuotaState: Equatable {
    /// The window's name; empty for the account as a whole.
    var name: String
    var kind: WindowKind
    var unit: QuotaUnit
    /// In the unit of the window, or percent.
    var used: UInt64
    /// What may be used, likewise; nil when nobody named a bound.
    var limit: UInt64?
    /// The provider named percentages only.
    var isPercent: Bool
    /// Calls whose use is not known.
    var unknownCalls: UInt64
    /// When the window begins anew, in microseconds since 1970; nil when no call has begun it.
    var resets: Int64?
    /// Seconds until then, rounded up.
    var secondsLeft: UInt64?
    /// Nothing is left.
    var isExhausted: Bool
    /// The provider said so.
    var isExhaustedByProvider: Bool
}

extension QuotaCounter {
    /// What there is to see of it.
    func state(at moment: Moment) -> QuotaState {
        let resets = blockedUntil ?? counter?.inUse.ends
        return QuotaState(
            name: window.name, kind: window.kind, unit: window.unit, used: used, limit: limit,
            isPercent: isPercent, unknownCalls: counter?.current.unknown ?? 0, resets: resets,
            secondsLeft: resets.map { QuotaState.seconds(until: $0, at: moment) },
            isExhausted: blockedUntil != nil, isExhaustedByProvider: exhaustion != nil)
    }
}

extension QuotaState {
    /// A countdown that shows 0 only when the time has come.
    static func seconds(until wall: Int64, at moment: Moment) -> UInt64 {
        let microseconds = WallTime.microseconds(until: wall, at: moment)
        return microseconds / 1_000_000 + (microseconds % 1_000_000 > 0 ? 1 : 0)
    }
}
