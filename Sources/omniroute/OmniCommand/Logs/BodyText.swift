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
        let all = (body["content"]?.string ?? "").split(
            separator: "\n", omittingEmptySubsequences: false)
        let shown = all.prefix(linesLimit).map { "  " + HumanText.clean(String($0)) }
        let more = all.count - shown.count
        return more > 0 ? shown + ["  (\(more) more lines)"] : shown
    }
}
