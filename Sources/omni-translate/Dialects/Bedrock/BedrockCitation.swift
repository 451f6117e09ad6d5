internal import IPC
internal import JSON

/// Reads where a statement comes from.
enum BedrockCitation {
    static func read(
        _ node: JSONTape.Node, _ tape: JSONTape, _ bytes: RawSpan
    ) -> Citation {
        func text(_ name: StaticString, _ parent: JSONTape.Node?) -> String? {
            parent.flatMap { tape.member(name, of: $0, in: bytes) }
                .flatMap { tape.string($0, in: bytes) }
        }
        let web = tape.member("location", of: node, in: bytes)
            .flatMap { tape.member("web", of: $0, in: bytes) }
        var citation = Citation(
            url: text("url", web), title: text("title", node) ?? text("domain", web))
        var cited: [String] = []
        if let source = tape.member("sourceContent", of: node, in: bytes) {
            tape.forEachElement(of: source) { part in
                if let words = text("text", part) { cited.append(words) }
            }
        }
        if !cited.isEmpty { citation.citedText = cited.joined() }
        citation.original = OpaqueValue(.bedrock, RawJSON(node, tape, bytes))
        return citation
    }
}
