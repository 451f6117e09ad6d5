/// What a JSON value must look like, written as a table.
indirect enum Shape: Sendable {
    case any
    case bool
    case null
    case string(StringRule)
    case word([String])
    case integer(ClosedRange<Int64>)
    case number(ClosedRange<Double>)
    case array(Shape, ClosedRange<Int>)
    case record(RecordShape)

    /// An object whose names are free.
    case map(Shape)

    /// An object of one of several kinds, told apart by a member.
    case tagged(String, [String: Shape])

    /// The first shape of the kind of the value.
    case either([Shape])

    /// A shape that contains itself.
    case later(@Sendable () -> Shape)
}

extension Shape {
    static let text = Shape.string(.any)
    static let nonEmpty = Shape.string(.nonEmpty)
    static let object = Shape.map(.any)
    static let count = Shape.integer(0...Int64.max)
    static let positive = Shape.integer(1...Int64.max)
    static let anyInteger = Shape.integer(Int64.min...Int64.max)
    static let anyNumber = Shape.number(-Double.infinity...Double.infinity)
    static let textOrNull = Shape.either([.text, .null])

    static func list(_ element: Shape) -> Shape { .array(element, 0...Int.max) }

    static func filled(_ element: Shape) -> Shape { .array(element, 1...Int.max) }

    static func orNull(_ shape: Shape) -> Shape { .either([shape, .null]) }

    static func constant(_ word: String) -> Shape { .word([word]) }

    /// An object with known names only.
    static func record(
        _ required: [String: Shape], optional: [String: Shape] = [:], nulls: Bool = false
    ) -> Shape {
        .record(RecordShape(required: required, optional: optional, nulls: nulls, isOpen: false))
    }

    /// An object that may hold names beside those listed.
    static func open(
        _ required: [String: Shape], optional: [String: Shape] = [:], nulls: Bool = false
    ) -> Shape {
        .record(RecordShape(required: required, optional: optional, nulls: nulls, isOpen: true))
    }
}
