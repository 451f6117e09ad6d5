import IPC
import Ingress
import Testing

struct RoutesTests {
    private func match(_ path: String) -> Route {
        let bytes = Array(path.utf8)
        return Routes.match(bytes.span.bytes, target: 0..<bytes.count)
    }

    @Test(arguments: [
        "/v1/chat/completions", "/chat/completions", "/v1/v1/chat/completions",
        "/v1/chat/completions/", "/v1/chat/completions?api-version=1", "//v1//chat/completions",
        "http://127.0.0.1:20128/v1/chat/completions", "/v1/chat/completions/#x",
    ])
    func findsChat(_ path: String) {
        #expect(match(path) == .chat)
    }

    @Test(arguments: [
        ("/v1/models", Route.models), ("/models/", .models), ("/v1/v1/models?x", .models),
        ("/v1/models/demo/echo", .model("demo/echo")), ("/models/a%2Fb%20c", .model("a/b c")),
        ("/v1/models/%C3%A9", .model("é")), ("/health", .health), ("/healthz", .health),
        ("/health/live", .live), ("/health/ready", .ready), ("/metrics", .metrics),
        ("/v1", .description), ("/", .description), ("/v1/v1/", .description),
        ("http://a?/v1/models", .description), ("http://a#/metrics", .description),
    ])
    func findsOthers(_ path: String, _ route: Route) {
        #expect(match(path) == route)
    }

    @Test(arguments: [
        "/v1/chat", "/v1/chat/completionsx", "/v1x/models", "/v1/v1/v1/models", "/V2/models",
        "/v1/models/%", "/v1/models/%0A", "/v1/models/%FF", "/v1/models/%zz", "*",
        "/chat/Completions", "http://a%2Fmetrics/x",
        "/v1/embeddings",
    ])
    func knowsNothingElse(_ path: String) {
        #expect(match(path) == .unknown)
    }

    @Test(arguments: [
        ("/v1/messages", Dialect.anthropic), ("/messages/count_tokens", .anthropic),
        ("/v1beta/models/x:generateContent", .gemini), ("/v1/chat/completions", .openaiChat),
        ("/whatever", .openaiChat),
    ])
    func choosesTheDialectOfErrors(_ path: String, _ dialect: Dialect) {
        let bytes = Array(path.utf8)
        #expect(Routes.dialect(bytes.span.bytes, target: 0..<bytes.count) == dialect)
    }
}
