internal import IPC

/// Which dialect a client speaks: its path says so, or, where dialects share one, its headers.
enum ClientDialect {
    static func of(_ route: Route, _ bytes: RawSpan, _ head: ParsedHead) -> Dialect {
        Routes.dialect(of: route, bytes, target: head.target) ?? told(by: head)
    }

    /// Clients of Anthropic name a version, and like Google's have a header of their own for the key.
    private static func told(by head: ParsedHead) -> Dialect {
        if head.hasAnthropicVersion { return .anthropic }
        guard head.authorization == nil else { return .openaiChat }
        if head.apiKey != nil { return .anthropic }
        return head.googleKey == nil ? .openaiChat : .gemini
    }
}
