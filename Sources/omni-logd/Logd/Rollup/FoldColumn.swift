/// The columns of folded tables, by the names they have in a `ColumnBlock`.
enum FoldColumn {
    /// The quarter of an hour in which a row's stretch of the day begins; of durations, the hour.
    static let start: UInt8 = 0
    /// The set, by its place in the day's list of sets.
    static let set: UInt8 = 1
    /// The phase of durations.
    static let phase: UInt8 = 2
    /// How many classes of durations a run has.
    static let length: UInt8 = 3
    /// A class of durations.
    static let index: UInt8 = 4
    /// How many durations are of a class.
    static let number: UInt8 = 5

    /// A day of a month.
    static let day: UInt8 = 6
    /// How often it had changed.
    static let changes: UInt8 = 7

    /// A measure.
    static func of(_ measure: Measure) -> UInt8 { 16 + UInt8(measure.rawValue) }
}
