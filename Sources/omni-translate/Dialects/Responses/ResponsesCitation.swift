internal import IPC
internal import JSON

/// Annotations of output text (facts: openai-responses, section 5).
enum ResponsesCitation {
    /// An annotation as a citation; what only this dialect knows stays in `original`.
    static func read(_ value: JSONValue) -> Citation {
        var citation = Citation(url: value.text("url"), title: value.text("title"))
        if citation.title == nil { citation.title = value.text("filename") }
        if let start = value["start_index"]?.int, let end = value["end_index"]?.int,
            start >= 0, end >= start, end < 1 << 31
        {
            citation.range = Int(start)..<Int(end)
        }
        citation.original = OpaqueValue(.openaiResponses, value.rawJSON)
        return citation
    }

    /// Writes a citation as an annotation; whether it could.
    static func write(_ citation: Citation, into writer: inout JSONWriter) -> Bool {
        if let original = citation.original, original.dialect == .openaiResponses {
            writer.raw(original.json.bytes)
            return true
        }
        guard let url = citation.url else { return false }
        writer.object { writer in
            writer.member("type", "url_citation")
            writer.member("url", url)
            writer.member("title", citation.title ?? url)
            writer.member("start_index", citation.range?.lowerBound ?? 0)
            writer.member("end_index", citation.range?.upperBound ?? 0)
        }
        return true
    }
}
