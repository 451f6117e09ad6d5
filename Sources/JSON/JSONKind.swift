/// The seven things a JSON value can be.
public enum JSONKind: UInt8, Sendable, Equatable {
    /// `null`.
    case null = 0
    /// `false`.
    case `false` = 1
    /// `true`.
    case `true` = 2
    /// A number, kept as text.
    case number = 3
    /// A string, kept with its quotes and escapes.
    case string = 4
    /// An array of elements.
    case array = 5
    /// An object of members.
    case object = 6
}
