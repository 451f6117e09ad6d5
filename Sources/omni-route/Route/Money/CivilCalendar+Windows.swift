internal import IPC
internal import TimeZones

extension CivilCalendar.Unit {
    /// The unit of a kind of window; nil for one that rolls.
    init?(_ kind: WindowKind) {
        switch kind {
        case .rolling: return nil
        case .day: self = .day
        case .week: self = .week
        case .month: self = .month
        }
    }
}
