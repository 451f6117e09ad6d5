/// What a value of a request may be, as a table; `null` counts as absent.
indirect enum Shape: Sendable {
    /// Anything.
    case any
    case bool
    case integer(ClosedRange<Int64>)
    case number(ClosedRange<Double>)
    /// A string, its length in bytes.
    case string(ClosedRange<Int>)
    /// A string that is more than white space.
    case words
    case oneOf([String])
    /// A string of which each byte, and the length, is right.
    case name(NamePattern)
    /// An object with any members.
    case map
    /// An object with these members and no others.
    case object([String: Member])
    /// An object with these members, and others that are not looked at.
    case open([String: Member])
    /// An object that a member tells apart; `nil` as a name stands for its absence.
    case tagged(String, [String: Shape], fallback: String?)
    /// An object with exactly one of these members, and any of the modifiers.
    case oneField([String: Shape], modifiers: [String: Shape])
    case list(Shape, ClosedRange<Int>)
    /// A list, or a single element that stands for one of itself.
    case repeated(Shape)
    /// A string, or what the other shape says.
    case stringOr(Shape)

    /// A member of an object.
    struct Member: Sendable {
        let shape: Shape
        let isRequired: Bool
    }

    /// Any string.
    static let text = string(0...Int.max)
    /// Any positive integer.
    static let count = integer(1...Int64.max)

    /// A list of any length.
    static func list(_ shape: Shape) -> Shape { .list(shape, 0...Int.max) }
}

extension Shape.Member {
    /// A member that may be absent.
    static func optional(_ shape: Shape) -> Self { Self(shape: shape, isRequired: false) }

    /// A member that must be there.
    static func required(_ shape: Shape) -> Self { Self(shape: shape, isRequired: true) }
}
