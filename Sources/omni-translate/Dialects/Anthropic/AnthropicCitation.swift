internal import IPC
internal import JSON

/// Citations (facts: anthropic-messages, section 6, "Citations index types").
enum AnthropicCitation {
    /// Reads one; its place in a source stays in `original`.
    static func read(_ value: JSONValue) -> Citation {
        var citation = Citation(
            url: value["url"]?.string,
            title: value["title"]?.string ?? value["document_title"]?.string)
        citation.citedText = value["cited_text"]?.string
        // One that we made ourselves says nothing to the provider.
        if value["encrypted_index"]?.string != "" {
            citation.original = OpaqueValue(.anthropic, RawJSON(value.rawBytes))
        }
        return citation
    }

    /// Writes one: as it came, or as a place in a web page, with all fields that the dialect's clients demand.
    ///
    /// An empty `encrypted_index` marks those that the provider did not make.
    static func write(_ citation: Citation, into writer: inout JSONWriter) {
        if let original = citation.original, original.dialect == .anthropic {
            return writer.raw(original.json.bytes)
        }
        writer.object { writer in
            writer.member("type", "web_search_result_location")
            writer.member("cited_text", citation.citedText ?? "")
            writer.member("url", citation.url ?? "")
            writer.name("title")
            if let title = citation.title { writer.string(title) } else { writer.null() }
            writer.member("encrypted_index", "")
        }
    }
}
