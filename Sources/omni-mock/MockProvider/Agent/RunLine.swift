/// The line of a user's text that asks for a command: `RUN: ` and the command.
enum RunLine {
    private static let mark = Array("RUN: ".utf8)

    /// The command of the last such line.
    ///
    /// - Parameter text: UTF-8, with anything around the line.
    /// - Returns: nil if there is no such line, or nothing on it.
    static func command(in text: [UInt8]) -> [UInt8]? {
        guard let start = positionBehindLastMark(in: text) else { return nil }
        var line = text[start...].prefix { $0 != 0x0A && $0 != 0x0D }
        while let first = line.first, first == 0x20 || first == 0x09 { line.removeFirst() }
        while let end = line.last, end == 0x20 || end == 0x09 { line.removeLast() }
        return line.isEmpty ? nil : Array(line)
    }

    private static func positionBehindLastMark(in text: [UInt8]) -> Int? {
        // Every text with tools is searched, so its first letter is looked for alone.
        text.withUnsafeBytes { bytes -> Int? in
            var start = bytes.count - mark.count
            while start >= 0 {
                if bytes[start] == UInt8(ascii: "R"), bytes[start...].starts(with: mark) {
                    return start + mark.count
                }
                start -= 1
            }
            return nil
        }
    }
}
