/// How a request breaks the shape of its dialect, before the dialect has found words for it.
struct Breach: Error, Sendable {
    /// A step from a value to one inside of it.
    enum Step: Sendable, Equatable {
        case member(String)
        case index(Int)
    }

    /// What is wrong.
    enum Cause: Sendable, Equatable {
        /// The value should be there.
        case missing
        /// The member should not be there.
        case unknown
        /// The value is of another kind.
        case wrongKind(expected: String, got: String)
        /// The number is not in its range, whose ends are written out.
        case outOfRange(least: String, most: String, got: String)
        /// The string or the list has another length.
        case wrongLength(least: Int, most: Int, got: Int, ofList: Bool)
        /// The string is none of those known.
        case wrongChoice(got: String, known: [String])
        /// The string does not match a pattern.
        case wrongPattern(String)
        /// The string holds nothing but white space.
        case blank
        /// Exactly one of several members should be there.
        case notOneOf(names: [String], count: Int)
    }

    let cause: Cause
    let path: [Step]

    /// The path with all steps joined by dots: `messages.0.content`.
    var dotted: String {
        path.map {
            switch $0 {
            case .member(let name): name
            case .index(let index): String(index)
            }
        }.joined(separator: ".")
    }

    /// The path with indexes in brackets: `input[0].content`.
    var bracketed: String {
        path.reduce(into: "") { text, step in
            switch step {
            case .member(let name): text += text.isEmpty ? name : ".\(name)"
            case .index(let index): text += "[\(index)]"
            }
        }
    }
}
