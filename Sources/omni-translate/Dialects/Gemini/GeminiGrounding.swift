internal import JSON

/// Sources that an answer names, from `groundingMetadata` and `citationMetadata` (facts: gemini, section 6).
struct GeminiGrounding {
    /// What was found where.
    private struct Source {
        var url: String?
        var title: String?
        var text: String?
    }

    /// A statement, in bytes of the answer's text.
    struct Statement: Equatable {
        var start: Int
        var end: Int
        /// The part of the answer that it is in; 0 also where nobody says.
        var part: Int
    }

    private var sources: [Source] = []
    /// Told already: later chunks repeat what earlier ones said.
    private var told: Set<String> = []

    /// Reads `groundingMetadata`; hands each new citation to `found`.
    mutating func read(
        _ node: JSONTape.Node, _ tape: JSONTape, _ data: RawSpan,
        _ found: (Citation, Statement?) -> Void
    ) {
        if let chunks = tape.member("groundingChunks", of: node, in: data) {
            readSources(chunks, tape, data)
        }
        guard let supports = tape.member("groundingSupports", of: node, in: data),
            tape.count(supports) > 0
        else {
            for index in sources.indices { tell(index, nil, found) }
            return
        }
        var cursor = tape.elements(of: supports)
        while let support = tape.nextElement(&cursor) {
            let statement = tape.member("segment", of: support, in: data)
                .map { Self.statement($0, tape, data) }
            guard let indices = tape.member("groundingChunkIndices", of: support, in: data) else {
                continue
            }
            var places = tape.elements(of: indices)
            while let place = tape.nextElement(&places) {
                guard let number = tape.int(place, in: data), let index = Int(exactly: number)
                else { continue }
                tell(index, statement, found)
            }
        }
    }

    /// Reads `citationMetadata`: texts that the answer repeats.
    mutating func readRecited(
        _ node: JSONTape.Node, _ tape: JSONTape, _ data: RawSpan,
        _ found: (Citation, Statement?) -> Void
    ) {
        let list =
            tape.member("citationSources", of: node, in: data)
            ?? tape.member("citations", of: node, in: data)
        guard let list else { return }
        var cursor = tape.elements(of: list)
        while let entry = tape.nextElement(&cursor) {
            guard let uri = Self.text("uri", of: entry, tape, data) else { continue }
            let statement = Self.statement(entry, tape, data)
            guard told.insert("\(uri) \(statement.start) \(statement.end)").inserted else {
                continue
            }
            let citation = Citation(url: uri, title: Self.text("title", of: entry, tape, data))
            found(citation, statement.end > statement.start ? statement : nil)
        }
    }

    private mutating func tell(
        _ index: Int, _ statement: Statement?, _ found: (Citation, Statement?) -> Void
    ) {
        guard sources.indices.contains(index) else { return }
        let place = statement.map { "\($0.part) \($0.start) \($0.end)" } ?? ""
        guard told.insert("\(index) \(place)").inserted else { return }
        var citation = Citation(url: sources[index].url, title: sources[index].title)
        citation.citedText = sources[index].text
        found(citation, statement)
    }

    private mutating func readSources(
        _ chunks: JSONTape.Node, _ tape: JSONTape, _ data: RawSpan
    ) {
        guard tape.count(chunks) > 0, tape.kind(chunks) == .array else { return }
        sources = []
        var cursor = tape.elements(of: chunks)
        while let chunk = tape.nextElement(&cursor) {
            var source = Source()
            var members = tape.members(of: chunk)
            // The one member says the kind: web, retrievedContext, maps.
            if let member = tape.nextMember(&members) {
                source.url = Self.text("uri", of: member.value, tape, data)
                source.title = Self.text("title", of: member.value, tape, data)
                source.text = Self.text("text", of: member.value, tape, data)
            }
            sources.append(source)
        }
    }

    /// Larger places are in no answer; sums of smaller ones do not overflow.
    private static let farthest: Int64 = 1 << 40

    private static func statement(
        _ node: JSONTape.Node, _ tape: JSONTape, _ data: RawSpan
    ) -> Statement {
        func number(_ name: StaticString) -> Int {
            tape.member(name, of: node, in: data).flatMap { tape.int($0, in: data) }
                .map { Int(min(max(0, $0), farthest)) } ?? 0
        }
        return Statement(
            start: number("startIndex"), end: number("endIndex"), part: number("partIndex"))
    }

    private static func text(
        _ name: StaticString, of node: JSONTape.Node, _ tape: JSONTape, _ data: RawSpan
    ) -> String? {
        tape.member(name, of: node, in: data).flatMap { tape.string($0, in: data) }
    }
}
