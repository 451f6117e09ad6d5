internal import JSON

/// Collects the sources of an answer for `groundingMetadata` (facts: gemini, section 6).
struct GeminiSources {
    /// A statement with its source, in bytes of the text, or of a part of it.
    private struct Support {
        var source: Int
        var start: Int
        var end: Int
        var part: Int
    }

    private var sources: [Citation] = []
    private var supports: [Support] = []

    /// More sources or statements than this no client shows.
    private static let limit = 1000

    var isEmpty: Bool { sources.isEmpty }

    /// Adds a citation; `bytes` is where its statement stands.
    mutating func add(_ citation: Citation, bytes: Range<Int>?, part: Int = 0) {
        guard citation.url != nil || citation.title != nil || citation.citedText != nil else {
            return
        }
        var index = sources.firstIndex {
            $0.url == citation.url && $0.title == citation.title
                && (citation.url != nil || $0.citedText == citation.citedText)
        }
        if index == nil, sources.count < Self.limit {
            index = sources.count
            sources.append(citation)
        }
        guard let index, let bytes, supports.count < Self.limit else { return }
        supports.append(
            Support(source: index, start: bytes.lowerBound, end: bytes.upperBound, part: part))
    }

    /// Writes the member of a candidate, if there is anything to tell.
    func write(into writer: inout JSONWriter) {
        guard !isEmpty else { return }
        writer.name("groundingMetadata")
        writer.object { writer in
            writer.name("groundingChunks")
            writer.array { for source in sources { Self.write(source, into: &$0) } }
            guard !supports.isEmpty else { return }
            writer.name("groundingSupports")
            writer.array { for support in supports { Self.write(support, into: &$0) } }
        }
    }

    private static func write(_ source: Citation, into writer: inout JSONWriter) {
        writer.object { writer in
            writer.name(source.url == nil ? "retrievedContext" : "web")
            writer.object { writer in
                if let url = source.url { writer.member("uri", url) }
                if let title = source.title { writer.member("title", title) }
                if source.url == nil, let text = source.citedText { writer.member("text", text) }
            }
        }
    }

    private static func write(_ support: Support, into writer: inout JSONWriter) {
        writer.object { writer in
            writer.name("segment")
            writer.object { writer in
                if support.part > 0 { writer.member("partIndex", support.part) }
                writer.member("startIndex", support.start)
                writer.member("endIndex", support.end)
            }
            writer.name("groundingChunkIndices")
            writer.array { $0.int(support.source) }
        }
    }
}
