internal import IPC
internal import JSON

/// Where an answer's statements come from: annotations of the dialect, and lists of addresses that some hosts send
/// beside the choices (facts: openai-chat, section 9).
struct ChatSources {
    private var waiting: [Citation] = []
    /// Addresses beside the choices; they stand for themselves when no annotation came.
    private var beside: [Citation] = []
    private var isTitled = false
    private var hasAnnotations = false
    /// Bytes held back.
    private(set) var heldBytes = 0

    /// More sources than this no answer has.
    private static let limit = 1000

    /// Takes `annotations`.
    mutating func take(_ node: JSONTape.Node, _ tape: JSONTape, _ bytes: RawSpan) {
        var cursor = tape.elements(of: node)
        while let annotation = tape.nextElement(&cursor), waiting.count < Self.limit {
            guard tape.kind(annotation) == .object else { continue }
            hasAnnotations = true
            waiting.append(Self.citation(annotation, tape, bytes))
            heldBytes += tape.range(annotation).count
        }
    }

    private static func citation(
        _ node: JSONTape.Node, _ tape: JSONTape, _ bytes: RawSpan
    ) -> Citation {
        var citation = Citation()
        citation.original = OpaqueValue(.openaiChat, RawJSON(node, tape, bytes))
        guard let inner = tape.member("url_citation", of: node, in: bytes) else { return citation }
        func string(_ name: StaticString) -> String? {
            tape.member(name, of: inner, in: bytes).flatMap { tape.string($0, in: bytes) }
        }
        func int(_ name: StaticString) -> Int? {
            tape.member(name, of: inner, in: bytes).flatMap { tape.int($0, in: bytes) }
                .map { Int(truncatingIfNeeded: $0) }
        }
        citation.url = string("url")
        citation.title = string("title")
        citation.citedText = string("content")
        if let start = int("start_index"), let end = int("end_index"), start >= 0, end > start {
            citation.range = start..<end
        }
        return citation
    }

    /// Takes the lists beside the choices, which stand in every chunk and grow at most.
    mutating func take(_ chunk: ChatChunk, _ tape: JSONTape, _ bytes: RawSpan) {
        if let results = chunk.searchResults, tape.count(results) > 0 {
            guard !isTitled || tape.count(results) > beside.count else { return }
            beside = []
            isTitled = true
            var cursor = tape.elements(of: results)
            while let result = tape.nextElement(&cursor), beside.count < Self.limit {
                func string(_ name: StaticString) -> String? {
                    tape.member(name, of: result, in: bytes).flatMap { tape.string($0, in: bytes) }
                }
                guard let url = string("url") else { continue }
                beside.append(Citation(url: url, title: string("title")))
            }
        } else if let urls = chunk.citations, !isTitled, tape.count(urls) > beside.count {
            beside = []
            var cursor = tape.elements(of: urls)
            while let node = tape.nextElement(&cursor), beside.count < Self.limit {
                guard let url = tape.string(node, in: bytes) else { continue }
                beside.append(Citation(url: url))
            }
        }
    }

    /// The answer ends: addresses beside the choices count unless annotations came.
    mutating func finish() {
        if !hasAnnotations { waiting += beside }
        beside = []
    }

    /// What belongs to the text that ends.
    mutating func release() -> [Citation] {
        defer {
            waiting = []
            heldBytes = 0
        }
        return waiting
    }
}
