internal import JSON

/// What an answer uses, from its counts and from what its candidates tell of the provider's own tools.
struct GeminiTally {
    private var counts = TokenUsage()
    private var searches = 0
    private var places = false
    private var pages = 0
    private var runs = 0

    /// Takes `usageMetadata`, which replaces what it said before.
    mutating func note(usage node: JSONTape.Node, _ tape: JSONTape, _ data: RawSpan) {
        if let told = GeminiUsage.read(node, tape, data) { counts = told }
    }

    /// Takes `groundingMetadata`; later ones repeat what earlier ones said.
    mutating func note(grounding node: JSONTape.Node, _ tape: JSONTape, _ data: RawSpan) {
        if let queries = tape.member("webSearchQueries", of: node, in: data) {
            searches = max(searches, Self.distinct(queries, tape, data))
        }
        if let chunks = tape.member("groundingChunks", of: node, in: data),
            Self.hasPlace(chunks, tape, data)
        {
            places = true
        }
    }

    /// How many queries are billed: each once, and none for an empty one.
    private static func distinct(
        _ queries: JSONTape.Node, _ tape: JSONTape, _ data: RawSpan
    ) -> Int {
        var found: Set<String> = []
        var cursor = tape.elements(of: queries)
        while let query = tape.nextElement(&cursor) {
            if let text = tape.string(query, in: data), !text.isEmpty { found.insert(text) }
        }
        return found.count
    }

    /// Whether one of the sources is a place; those of a search may stand before it.
    private static func hasPlace(
        _ chunks: JSONTape.Node, _ tape: JSONTape, _ data: RawSpan
    ) -> Bool {
        var cursor = tape.elements(of: chunks)
        while let chunk = tape.nextElement(&cursor) {
            if let place = tape.member("maps", of: chunk, in: data), !tape.isNull(place) {
                return true
            }
        }
        return false
    }

    /// Takes `urlContextMetadata`; later ones repeat what earlier ones said.
    mutating func note(pages node: JSONTape.Node, _ tape: JSONTape, _ data: RawSpan) {
        if let list = tape.member("urlMetadata", of: node, in: data) {
            pages = max(pages, tape.count(list))
        }
    }

    /// Takes code that the provider ran.
    mutating func noteRun() { runs += 1 }

    /// Everything told so far.
    ///
    /// - Parameter model: As the answer names it: models before Gemini 3 bill a search by the answer, later ones each query.
    /// - Returns: Counts, and calls of tools where there are counts.
    func usage(of model: String) -> TokenUsage {
        guard counts.isReported, searches > 0 || places || pages > 0 || runs > 0 else {
            return counts
        }
        var usage = counts
        let isByAnswer = model.hasPrefix("gemini-2") || model.hasPrefix("gemini-1")
        usage.tools[.grounding] = UInt64(isByAnswer ? min(searches, 1) : searches)
        usage.tools[.mapsGrounding] = places ? 1 : 0
        usage.tools[.webFetch] = UInt64(pages)
        usage.tools[.codeExecution] = UInt64(runs)
        return usage
    }
}
