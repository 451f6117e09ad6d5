/// Cuts text at the client's stop texts, for providers that do not know them.
struct StopScanner {
    private let stops: [String]
    private var held = ""
    /// The stop text that was found.
    private(set) var found: String?

    init(_ stops: [String]) { self.stops = stops.filter { !$0.isEmpty } }

    var heldBytes: Int { held.utf8.count }

    /// What is certain to come before any stop text.
    mutating func take(_ text: String) -> String {
        guard found == nil else { return "" }
        held += text
        var first: (range: Range<String.Index>, stop: String)?
        for stop in stops {
            guard let range = held.firstPlace(of: stop) else { continue }
            if let known = first, known.range.lowerBound <= range.lowerBound { continue }
            first = (range, stop)
        }
        if let first {
            found = first.stop
            defer { held = "" }
            return String(held[..<first.range.lowerBound])
        }
        let kept = stops.map { ThinkTags.possiblePrefix(of: $0, at: held) }.max() ?? 0
        let cut = held.utf8.index(held.endIndex, offsetBy: -kept)
        defer { held = String(held[cut...]) }
        return String(held[..<cut])
    }

    /// What is still held, at the end of the text.
    mutating func finish() -> String {
        defer { held = "" }
        return held
    }
}
