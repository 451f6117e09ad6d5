internal import IPC
internal import JSON

/// Reads where a statement comes from.
enum CohereCitation {
    /// The citations of one `citations` object, one for each source; none for what is about thoughts or plans.
    static func read(
        _ node: JSONTape.Node, _ tape: JSONTape, _ bytes: RawSpan
    ) -> [Citation] {
        if let type = tape.member("type", of: node, in: bytes),
            !tape.equals(type, "TEXT_CONTENT", in: bytes)
        {
            return []
        }
        var base = Citation()
        base.citedText = text("text", node, tape, bytes)
        base.range = range(node, tape, bytes)
        base.original = OpaqueValue(.cohere, RawJSON(node, tape, bytes))
        guard let sources = tape.member("sources", of: node, in: bytes) else { return [base] }
        var found: [Citation] = []
        tape.forEachElement(of: sources) { source in
            var citation = base
            let document = tape.member("document", of: source, in: bytes)
            citation.url = document.flatMap { text("url", $0, tape, bytes) }
            citation.title =
                document.flatMap { text("title", $0, tape, bytes) }
                ?? text("id", source, tape, bytes)
            found.append(citation)
        }
        return found.isEmpty ? [base] : found
    }

    /// The content block that a citation is about; nil when it does not say.
    static func content(
        _ node: JSONTape.Node, _ tape: JSONTape, _ bytes: RawSpan
    ) -> Int? {
        tape.member("content_index", of: node, in: bytes).flatMap { tape.int($0, in: bytes) }
            .map { Int($0) }
    }

    private static func text(
        _ name: StaticString, _ node: JSONTape.Node, _ tape: JSONTape, _ bytes: RawSpan
    ) -> String? {
        tape.member(name, of: node, in: bytes).flatMap { tape.string($0, in: bytes) }
    }

    private static func range(
        _ node: JSONTape.Node, _ tape: JSONTape, _ bytes: RawSpan
    ) -> Range<Int>? {
        func offset(_ name: StaticString) -> Int? {
            tape.member(name, of: node, in: bytes).flatMap { tape.int($0, in: bytes) }
                .flatMap { Int(exactly: $0) }
        }
        guard let start = offset("start"), let end = offset("end"), 0 <= start, start <= end
        else { return nil }
        return start..<end
    }
}
