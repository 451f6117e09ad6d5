internal import JSON

/// Prints sums of the ledger.
enum AggregateOutput {
    /// A table with its span; or the whole answer, or its rows, as data.
    static func print(
        _ answer: JSONValue, _ columns: AggregateText, _ format: OutputFormat
    ) throws(CommandFailure) {
        switch format {
        case .json, .yaml: Terminal.output(Listing.document(answer, format))
        case .jsonl, .name:
            for row in answer["data"]?.array ?? [] {
                Terminal.line(String(decoding: row.rawBytes, as: UTF8.self))
            }
        case .table:
            guard answer["data"]?.array?.isEmpty == false else {
                return Terminal.error("nothing happened in that time, or nothing fits")
            }
            for line in heading(answer) + columns.lines(answer) { Terminal.line(line) }
        }
    }

    /// The span, and the zone of its days.
    static func heading(_ answer: JSONValue) -> [String] {
        guard let from = RowText.text(answer["from"]), let until = RowText.text(answer["until"])
        else { return [] }
        let zone = RowText.text(answer["zone"]) ?? "UTC"
        return ["\(short(from)) to \(short(until)), \(zone)"]
    }

    /// A moment to the minute.
    private static func short(_ text: String) -> String {
        guard text.count >= 16 else { return text }
        return "\(text.prefix(10)) \(text.dropFirst(11).prefix(5))"
    }
}
