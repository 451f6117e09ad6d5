internal import IPC

extension QuotaCounter {
    /// Nothing would be lost with it.
    var isEmpty: Bool {
        let isUnused = counter.map { $0.current.isEmpty && $0.previous?.isEmpty ?? true } ?? true
        return isUnused && toldLimit == nil && exhaustion == nil
    }

    /// What must be kept of it.
    func rows(of connectionID: String) -> [MoneyRow] {
        var row = MoneyRow(
            book: .quota, owner: connectionID, subject: window.name, form: window.form)
        row.limit = toldLimit
        row.isPercent = isPercent
        row.exhaustion = exhaustion
        guard let counter else { return [row] }
        row.take(counter.current)
        guard let before = counter.previous else { return [row] }
        var previous = MoneyRow(
            book: .quota, owner: connectionID, subject: window.name, isPrevious: true,
            form: window.form)
        previous.take(before)
        return [row, previous]
    }
}

extension QuotaWindow {
    /// The stand-in of an account for which no window is configured.
    static let plain = QuotaWindow()

    /// How it counts.
    var form: String { "\(kind.rawValue)/\(lengthS)/\(beginsS)/\(unit.rawValue)" }

    /// It is the same window, whatever its limit.
    func isSame(as other: QuotaWindow) -> Bool {
        name == other.name && kind == other.kind && lengthS == other.lengthS
            && beginsS == other.beginsS && unit == other.unit
    }
}
