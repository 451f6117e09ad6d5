internal import JSON

/// Recorded bodies as people read them.
enum BodyText {
    /// Lines of one body at most; JSON has all.
    private static let linesLimit = 200

    /// A heading and the text of each body.
    static func lines(_ bodies: [JSONValue]) -> [String] {
        bodies.flatMap { body in
            let number = body["attempt"]?.int ?? 0
            let side = (RowText.text(body["side"]) ?? "body").split(separator: "_")
                .joined(separator: " ")
            let whole = UInt64(clamping: body["whole_bytes"]?.int ?? 0)
            let of = number > 0 ? " of attempt \(number)" : ""
            return ["", "\(side)\(of), \(HumanText.bytes(whole)):"] + text(body)
        }
    }

    private static func text(_ body: JSONValue) -> [String] {
        guard body["encoding"]?.string != "base64" else { return ["  (not text)"] }
        // By bytes: CR LF is one Character.
        let all = (body["content"]?.string ?? "").utf8.split(
            separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let shown = all.prefix(linesLimit).map { line in
            let isReturned = line.last == UInt8(ascii: "\r")
            let text = String(decoding: isReturned ? line.dropLast() : line, as: UTF8.self)
            return "  " + HumanText.clean(text)
        }
        let more = all.count - shown.count
        return more > 0 ? shown + ["  (\(more) more lines)"] : shown
    }
}
