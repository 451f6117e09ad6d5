/// A place in a document as an editor shows it.
public struct JSONPosition: Sendable, Equatable {
    /// The line, from 1; lines end with a line feed.
    public let line: Int

    /// The column, from 1, in Unicode scalars.
    public let column: Int

    /// Finds line and column of an offset.
    ///
    /// - Parameters:
    ///   - offset: Offset in bytes; past the end it means the end.
    ///   - bytes: The whole document.
    public init(of offset: Int, in bytes: RawSpan) {
        var line = 1
        var column = 1
        for index in 0..<min(max(offset, 0), bytes.byteCount) {
            let byte = bytes.peek(index)
            if byte == UInt8(ascii: "\n") {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        self.line = line
        self.column = column
    }
}
