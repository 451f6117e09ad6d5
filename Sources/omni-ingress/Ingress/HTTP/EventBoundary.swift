/// Knows whether an event stream stands between two events, where an error event may be put.
package struct EventBoundary: Equatable {
    /// Line ends at the end of what was sent: 0 within a line, 1 after a line, 2 after an event.
    private var lineEnds = 2
    private var lastWasReturn = false

    /// At the start of a stream.
    package init() {}

    /// Looks at bytes that are sent; lines end with LF, CR or CRLF.
    package mutating func sent(_ bytes: RawSpan) {
        // Only the last four bytes matter: two line ends of two bytes each.
        for offset in max(0, bytes.byteCount - 4)..<bytes.byteCount {
            switch bytes.byte(offset) {
            case 0x0A:
                if !lastWasReturn { lineEnds = min(2, lineEnds + 1) }
                lastWasReturn = false
            case 0x0D:
                lineEnds = min(2, lineEnds + 1)
                lastWasReturn = true
            default:
                lineEnds = 0
                lastWasReturn = false
            }
        }
    }

    /// What must be sent before the next event can begin.
    package var completion: StaticText {
        switch lineEnds {
        case 0: "\n\n"
        case 1: "\n"
        default: ""
        }
    }
}
