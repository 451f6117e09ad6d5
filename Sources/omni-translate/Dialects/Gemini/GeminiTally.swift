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
            searches = max(searches, tape.count(queries))
        }
        if let chunks = tape.member("groundingChunks", of: node, in: data),
            let first = tape.element(0, of: chunks), tape.kind(first) == .object,
            tape.member("maps", of: first, in: data) != nil
        {
            places = true
        }
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
