package import IPC

/// The table of paths.
package enum Routes {
    /// Finds the route of a request target.
    ///
    /// Trailing slashes, doubled `/v1` and doubled slashes do not matter. Of the query only `alt=sse` does.
    package static func match(
        _ bytes: RawSpan, target: Range<Int>, method: HTTPMethod
    ) -> Route {
        let target = RequestTarget(bytes, target)
        var route = lookUp(bytes, target.path)
        if route == .unknown, hasDoubledSlash(bytes, target.path) {
            let collapsed = collapsed(bytes, target.path)
            route = lookUp(collapsed.span.bytes, 0..<collapsed.count)
        }
        if route == .unknown, isManagement(bytes, target.path) { return .manage }
        guard var destination = route.destination else { return route }
        if destination.endpoint == .storedResponse, method == .delete {
            destination.endpoint = .deleteResponse
        }
        if destination.streamForm == .array, asksForEvents(bytes, target) {
            destination.streamForm = .events
        }
        return .translate(destination)
    }

    /// The dialect that a path belongs to; nil when it leaves that open.
    package static func dialect(
        of route: Route, _ bytes: RawSpan, target: Range<Int>
    ) -> Dialect? {
        switch route {
        case .translate(let destination):
            return destination.dialect == .none ? nil : destination.dialect
        case .version: return .ollama
        case .health, .live, .ready, .metrics, .description, .manage: return .openaiChat
        case .unknown: break
        }
        let path = RequestTarget(bytes, target).path
        let (rest, isGemini) = withoutVersion(bytes, path)
        if isGemini { return .gemini }
        return families.first { bytes.startsIgnoringCase(rest, $0.start) }?.dialect
    }

    /// Paths that may follow `/v1` or nothing.
    private static let table: [(path: StaticString, route: Route)] = [
        ("", .description),
        ("/chat/completions", .translate(Destination(.chat, .openaiChat))),
        ("/completions", .translate(Destination(.completion, .openaiChat))),
        ("/responses", .translate(Destination(.chat, .openaiResponses))),
        ("/responses/compact", .translate(Destination(.compact, .openaiResponses))),
        ("/messages", .translate(Destination(.chat, .anthropic))),
        ("/messages/count_tokens", .translate(Destination(.countTokens, .anthropic))),
        ("/models", .translate(Destination(.models, .none))),
        ("/api/chat", .translate(Destination(.chat, .ollama))),
        ("/api/generate", .translate(Destination(.generate, .ollama))),
        ("/api/tags", .translate(Destination(.models, .ollama))),
        ("/api/show", .translate(Destination(.model, .ollama))),
        ("/api/version", .version),
        ("/health", .health),
        ("/healthz", .health),
        ("/health/live", .live),
        ("/health/ready", .ready),
        ("/metrics", .metrics),
    ]

    /// What follows the colon after a model's name in Gemini's paths.
    private static let verbs: [(name: StaticString, endpoint: Endpoint, form: StreamForm)] = [
        ("generateContent", .chat, .none),
        ("streamGenerateContent", .chat, .array),
        ("countTokens", .countTokens, .none),
    ]

    /// Whose errors a client expects at paths that lead nowhere.
    private static let families: [(start: StaticString, dialect: Dialect)] = [
        ("/messages", .anthropic), ("/responses", .openaiResponses), ("/api/", .ollama),
    ]

    /// What Ollama serves below `/api`, and versions of it: its clients get errors in their own form there.
    private static let foreign: [StaticString] = [
        "ps", "embed", "embeddings", "pull", "push", "create", "copy", "delete", "blobs", "v1",
    ]

    /// Whether a path that is nothing else is admin's, who knows the rest.
    private static func isManagement(_ bytes: RawSpan, _ path: Range<Int>) -> Bool {
        guard bytes.starts(path, "/api/") else { return false }
        let rest = path.lowerBound + 5..<path.upperBound
        let first = rest.prefix { bytes.byte($0) != UInt8(ascii: "/") }
        return !foreign.contains { bytes.matches(first, $0) }
    }

    private static func lookUp(_ bytes: RawSpan, _ whole: Range<Int>) -> Route {
        let (path, isGemini) = withoutVersion(bytes, whole)
        if bytes.starts(path, "/models/") {
            return model(bytes, path.lowerBound + 8..<path.upperBound, isGemini: isGemini)
        }
        if isGemini {
            return bytes.matches(path, "/models")
                ? .translate(Destination(.models, .gemini)) : .unknown
        }
        if let found = table.first(where: { bytes.matches(path, $0.path) }) { return found.route }
        guard bytes.starts(path, "/responses/") else { return .unknown }
        return stored(bytes, path.lowerBound + 11..<path.upperBound)
    }

    /// A model, or what Gemini's clients ask of one: the name ends at the last colon, because it may hold others.
    private static func model(_ bytes: RawSpan, _ id: Range<Int>, isGemini: Bool) -> Route {
        guard let decoded = identifier(bytes, id) else { return .unknown }
        let span = decoded.span.bytes
        if let colon = decoded.lastIndex(of: UInt8(ascii: ":")),
            let verb = verbs.first(where: { span.matches(colon + 1..<decoded.count, $0.name) })
        {
            return named(
                Destination(verb.endpoint, .gemini, streamForm: verb.form), span, 0..<colon)
        }
        return named(
            Destination(.model, isGemini ? .gemini : .none), span, 0..<decoded.count)
    }

    private static func named(
        _ destination: Destination, _ name: RawSpan, _ whole: Range<Int>
    ) -> Route {
        var whole = whole
        // Gemini's names begin with "models/"; clients put such a name after the path's own.
        if destination.dialect == .gemini, name.starts(whole, "models/") {
            whole = whole.lowerBound + 7..<whole.upperBound
        }
        guard !whole.isEmpty else { return .unknown }
        var destination = destination
        destination.model = name.text(whole)
        return .translate(destination)
    }

    private static func stored(_ bytes: RawSpan, _ id: Range<Int>) -> Route {
        guard let decoded = identifier(bytes, id), !decoded.contains(UInt8(ascii: "/")) else {
            return .unknown
        }
        return .translate(
            Destination(
                .storedResponse, .openaiResponses,
                resource: String(decoding: decoded, as: UTF8.self)))
    }

    /// What names a thing at the end of a path: not empty, not after a doubled slash, UTF-8 without control characters.
    private static func identifier(_ bytes: RawSpan, _ range: Range<Int>) -> [UInt8]? {
        guard let first = range.first, bytes.byte(first) != UInt8(ascii: "/"),
            let decoded = PercentEncoding.decode(bytes, range),
            String(validating: decoded, as: UTF8.self) != nil
        else { return nil }
        return decoded
    }

    /// Clients append a version to a base that has it already, put one before another, or leave it out.
    private static func withoutVersion(
        _ bytes: RawSpan, _ path: Range<Int>
    ) -> (path: Range<Int>, isGemini: Bool) {
        var path = path
        var isGemini = false
        for _ in 0..<2 {
            if let rest = rest(bytes, path, after: "/v1beta") {
                path = rest
                isGemini = true
            } else if let rest = rest(bytes, path, after: "/v1") {
                path = rest
            } else {
                break
            }
        }
        return (path, isGemini)
    }

    private static func rest(
        _ bytes: RawSpan, _ path: Range<Int>, after version: StaticString
    ) -> Range<Int>? {
        let count = version.utf8CodeUnitCount
        guard bytes.startsIgnoringCase(path, version) else { return nil }
        guard path.count == count || bytes.byte(path.lowerBound + count) == UInt8(ascii: "/") else {
            return nil
        }
        return path.lowerBound + count..<path.upperBound
    }

    private static func asksForEvents(_ bytes: RawSpan, _ target: RequestTarget) -> Bool {
        target.values(of: "alt", in: bytes).contains { bytes.matchesIgnoringCase($0, "sse") }
    }

    private static func hasDoubledSlash(_ bytes: RawSpan, _ path: Range<Int>) -> Bool {
        path.dropFirst().contains { bytes.byte($0) == 0x2F && bytes.byte($0 - 1) == 0x2F }
    }

    private static func collapsed(_ bytes: RawSpan, _ path: Range<Int>) -> [UInt8] {
        var result: [UInt8] = []
        for offset in path where bytes.byte(offset) != 0x2F || result.last != 0x2F {
            result.append(bytes.byte(offset))
        }
        return result
    }
}
