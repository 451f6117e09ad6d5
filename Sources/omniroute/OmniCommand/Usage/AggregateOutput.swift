internal import Configuration
internal import EventLoop
internal import JSON

/// Prints sums of the ledger.
enum AggregateOutput {
    /// A table with its span; or the whole answer, or its rows, as data.
    static func print(
        _ answer: JSONValue, _ columns: AggregateText, _ format: OutputFormat
    ) throws(CommandFailure) {
        tellCut(answer)
        switch format {
        case .json, .yaml: Terminal.output(Listing.document(answer, format))
        case .jsonl, .name:
            for row in answer["data"]?.array ?? [] {
                Terminal.line(JSONText.text(row.rawBytes))
            }
        case .table:
            guard answer["data"]?.array?.isEmpty == false else {
                return Terminal.error("nothing happened in that time, or nothing fits")
            }
            for line in heading(answer, now: wallMicroseconds()) + columns.lines(answer) {
                Terminal.line(line)
            }
        }
    }

    /// Says on standard error where rows were left out, which belong to the sums of all.
    static func tellCut(_ answer: JSONValue) {
        if let text = cutText(answer) { Terminal.error(text) }
    }

    /// What is said where rows were left out; nil where all are there.
    static func cutText(_ answer: JSONValue) -> String? {
        guard answer["truncated"]?.bool == true else { return nil }
        let shown = answer["data"]?.array.map { "only \(HumanText.count(Int64($0.count))) rows" }
        return
            "\(shown ?? "not all rows") are shown, there are more; the sums of all count them too"
    }

    /// The span, and the zone of its days; `now` in microseconds since 1970.
    static func heading(_ answer: JSONValue, now: Int64) -> [String] {
        guard let from = RowText.text(answer["from"]), let until = RowText.text(answer["until"])
        else { return [] }
        let zone = RowText.text(answer["zone"]) ?? "UTC"
        // Sums go to the end of the stretch that has begun.
        let isAhead = Timestamp.microseconds(until).map { $0 > now } ?? false
        return ["\(short(from)) to \(isAhead ? "now" : short(until)), \(zone)"]
    }

    /// A moment to the minute.
    private static func short(_ text: String) -> String {
        guard text.count >= 16 else { return text }
        return "\(text.prefix(10)) \(text.dropFirst(11).prefix(5))"
    }
}
