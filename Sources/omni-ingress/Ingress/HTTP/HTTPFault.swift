/// Why bytes of a client are not a request that can be served.
///
/// The connection is closed after the answer, because where the next request would begin is not
/// known for sure.
package enum HTTPFault: Error, Equatable, Sendable {
    /// Not HTTP/1, or against its grammar; the text says where, and never repeats what the client sent.
    case malformed(StaticText)
    /// The head is longer than `DoorLimits.headBytes`.
    case headTooLong
    /// More fields than `DoorLimits.headFields`.
    case tooManyFields
    /// A transfer coding other than `chunked`.
    case unknownTransferCoding
    /// A major version other than 1.
    case unknownVersion
    /// The body is longer than the limit.
    case bodyTooLong
}

/// A constant text that can be compared, so that faults stay free of allocations.
package struct StaticText: Equatable, Sendable, ExpressibleByStringLiteral {
    let text: StaticString

    /// Wraps a literal.
    package init(stringLiteral value: StaticString) { text = value }

    /// The literal.
    package var string: String { text.description }

    /// Compares the texts.
    package static func == (left: StaticText, right: StaticText) -> Bool {
        left.string == right.string
    }
}
