/// Knows whether a stream of lines stands between two of them.
package struct LineBoundary: Equatable {
    private var isWithin = false

    /// At the start of a stream.
    package init() {}

    /// Looks at bytes that are sent.
    package mutating func sent(_ bytes: RawSpan) {
        guard bytes.byteCount > 0 else { return }
        isWithin = bytes.byte(bytes.byteCount - 1) != 0x0A
    }

    /// What must be sent before the next line can begin.
    package var completion: StaticText { isWithin ? "\n" : "" }
}
