/// The lines of a text, ended by LF or CRLF.
struct TextLines {
    let complete: [ArraySlice<UInt8>]

    /// What stands after the last line end.
    let rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) {
        var lines: [ArraySlice<UInt8>] = []
        var start = bytes.startIndex
        while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
            let line = bytes[start..<end]
            lines.append(line.last == UInt8(ascii: "\r") ? line.dropLast() : line)
            start = end + 1
        }
        complete = lines
        rest = bytes[start...]
    }
}
