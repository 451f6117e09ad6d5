import IPC
import Ingress
import Testing

struct RoutesTests {
    private func match(_ path: String, _ method: HTTPMethod = .get) -> Route {
        let bytes = Array(path.utf8)
        return Routes.match(bytes.span.bytes, target: 0..<bytes.count, method: method)
    }

    @Test(arguments: [
        "/v1/chat/completions", "/chat/completions", "/v1/v1/chat/completions",
        "/v1/chat/completions/", "/v1/chat/completions?api-version=1", "//v1//chat/completions",
        "http://127.0.0.1:20128/v1/chat/completions", "/v1/chat/completions/#x",
    ])
    func findsChat(_ path: String) {
        #expect(match(path) == .translate(Destination(.chat, .openaiChat)))
    }

    @Test(arguments: [
        ("/completions", Destination(.completion, .openaiChat)),
        ("/responses", Destination(.chat, .openaiResponses)),
        ("/responses/compact", Destination(.compact, .openaiResponses)),
        ("/messages", Destination(.chat, .anthropic)),
        ("/messages/count_tokens", Destination(.countTokens, .anthropic)),
        ("/models", Destination(.models, .none)),
        ("/api/chat", Destination(.chat, .ollama)),
        ("/api/generate", Destination(.generate, .ollama)),
        ("/api/tags", Destination(.models, .ollama)), ("/api/show", Destination(.model, .ollama)),
    ])
    func findsPathsHoweverTheyAreSpelt(_ path: String, _ there: Destination) {
        for start in ["", "/v1", "/v1/v1", "/V1", "/", "//v1/", "http://host:1/v1"] {
            for end in ["", "/", "//", "?beta=true", "/?x=/y#z"] {
                #expect(match(start + path + end) == .translate(there))
            }
        }
    }

    @Test(arguments: [
        ("/v1/models/demo/echo", "demo/echo"), ("/models/a%2Fb%20c", "a/b c"),
        ("/v1/models/%C3%A9", "é"), ("/v1/models/llama3:8b", "llama3:8b"),
        ("/v1/models/models/x", "models/x"), ("//v1//models//x", "x"), ("/models/a//b", "a//b"),
    ])
    func findsModels(_ path: String, _ model: String) {
        #expect(match(path) == .translate(Destination(.model, .none, model: model)))
    }

    @Test(arguments: [
        ("gemini-pro", "gemini-pro"), ("mock/echo", "mock/echo"), ("mock%2Fecho", "mock/echo"),
        ("llama3:8b", "llama3:8b"), ("a%3Ab", "a:b"), ("models/x", "x"), ("models/p/m", "p/m"),
        ("%E6%A8%A1", "模"),
    ])
    func findsGeminisVerbs(_ name: String, _ model: String) {
        for version in [
            "/v1beta", "/v1", "", "/v1/v1beta", "/v1beta/v1beta", "/V1beta", "//v1beta",
        ] {
            let path = "\(version)/models/\(name)"
            func expected(_ endpoint: Endpoint, _ form: StreamForm) -> Route {
                .translate(Destination(endpoint, .gemini, model: model, streamForm: form))
            }
            #expect(match(path + ":generateContent") == expected(.chat, .none))
            #expect(match(path + "%3AgenerateContent?alt=sse") == expected(.chat, .none))
            #expect(match(path + ":countTokens/?key=k") == expected(.countTokens, .none))
            #expect(match(path + ":streamGenerateContent") == expected(.chat, .array))
            #expect(match(path + ":streamGenerateContent?alt=json") == expected(.chat, .array))
            #expect(match(path + ":streamGenerateContent?xalt=sse") == expected(.chat, .array))
            #expect(match(path + ":streamGenerateContent#?alt=sse") == expected(.chat, .array))
            #expect(match(path + ":streamGenerateContent?alt=sse") == expected(.chat, .events))
            #expect(match(path + ":streamGenerateContent?k=&alt=SSE#x") == expected(.chat, .events))
        }
    }

    @Test func findsGeminisModels() {
        #expect(match("/v1beta/models") == .translate(Destination(.models, .gemini)))
        #expect(match("/v1/v1beta/models/?pageSize=5") == .translate(Destination(.models, .gemini)))
        for path in ["/v1beta/models/p/m", "/v1beta/models/models/p/m", "/v1beta/models/p%2fm"] {
            #expect(match(path) == .translate(Destination(.model, .gemini, model: "p/m")))
        }
    }

    @Test func findsStoredAnswers() {
        let stored = Destination(.storedResponse, .openaiResponses, resource: "resp_1")
        let deleted = Destination(.deleteResponse, .openaiResponses, resource: "resp_1")
        for path in ["/v1/responses/resp_1", "/responses/resp%5F1/", "/v1/v1/responses/resp_1?a=b"]
        {
            #expect(match(path) == .translate(stored) && match(path, .head) == .translate(stored))
            #expect(match(path, .delete) == .translate(deleted))
        }
        #expect(match("/v1/responses/resp_1/cancel") == .unknown)
        #expect(match("/v1/responses/a%2Fb") == .unknown)
    }

    @Test(arguments: [
        ("/health", Route.health), ("/healthz", .health), ("/health/live", .live),
        ("/health/ready", .ready), ("/metrics", .metrics), ("/api/version", .version),
        ("/v1/api/version/", .version), ("/v1", .description), ("/", .description),
        ("/v1/v1/", .description), ("http://a?/v1/models", .description),
        ("http://a#/metrics", .description),
    ])
    func findsTheDoorsOwn(_ path: String, _ route: Route) {
        #expect(match(path) == route)
    }

    @Test(arguments: [
        "/api/connections", "/api/connections/work?x=1", "/api/combos/a%2Fb/plan", "/api/health",
        "/api/auth/login/", "http://127.0.0.1:20128/api/keys", "/api/chats", "/api//keys",
        "/api/chat/x", "/api/v2/x", "/api/%2E%2E/v1/models",
    ])
    func findsTheManagementAPI(_ path: String) {
        for method in [HTTPMethod.get, .post, .patch, .options, .other] {
            #expect(match(path, method) == .manage)
        }
    }

    @Test(arguments: [
        "/api", "/api/", "/api/ps", "/api/embed", "/api/embeddings", "/api/pull", "/api/push",
        "/api/create", "/api/copy", "/api/delete", "/api/blobs/sha256:1", "/api/v1/x", "/api/v1",
        "/v1/api/keys", "/API/keys", "//api/keys", "/apix/keys",
    ])
    func leavesToOllamaWhatIsItsOwn(_ path: String) {
        #expect(match(path) == .unknown)
    }

    @Test(arguments: [
        "/v1/chat", "/v1/chat/completionsx", "/v1x/models", "/v1/v1/v1/models", "/V2/models",
        "/v1/models/%", "/v1/models/%0A", "/v1/models/%FF", "/v1/models/%zz", "*",
        "/chat/Completions", "http://a%2Fmetrics/x", "/v1/embeddings", "/v1beta",
        "/v1beta/messages",
        "/v1beta/chat/completions", "/v1betax/models", "/v1beta/models/:generateContent",
        "/v1beta/models/models/:countTokens", "/api", "/api/ps", "/v1beta/models/%:countTokens",
    ])
    func knowsNothingElse(_ path: String) {
        #expect(match(path) == .unknown)
    }

    @Test(arguments: [
        ("/v1/messages", HTTPMethod.post, HTTPMethod.get, "POST, OPTIONS"),
        ("/v1/messages/count_tokens", .post, .get, "POST, OPTIONS"),
        ("/v1/completions", .post, .delete, "POST, OPTIONS"),
        ("/v1/responses", .post, .get, "POST, OPTIONS"),
        ("/v1/responses/compact", .post, .delete, "POST, OPTIONS"),
        ("/v1/responses/r", .delete, .post, "GET, HEAD, DELETE, OPTIONS"),
        ("/v1/responses/r", .get, .put, "GET, HEAD, DELETE, OPTIONS"),
        ("/v1beta/models/m:generateContent", .post, .get, "POST, OPTIONS"),
        ("/v1beta/models/m", .get, .post, "GET, HEAD, OPTIONS"),
        ("/v1/models", .head, .post, "GET, HEAD, OPTIONS"),
        ("/api/tags", .get, .post, "GET, HEAD, OPTIONS"),
        ("/api/show", .post, .get, "POST, OPTIONS"),
        ("/api/generate", .post, .get, "POST, OPTIONS"),
        ("/api/version", .get, .post, "GET, HEAD, OPTIONS"),
    ])
    func answersToItsMethods(
        _ path: String, _ right: HTTPMethod, _ wrong: HTTPMethod, _ allow: String
    ) {
        #expect(match(path, right).allows(right) && !match(path, wrong).allows(wrong))
        #expect(match(path, wrong).allow.description == allow)
    }

    @Test(arguments: [
        ("/v1/messages", Dialect.anthropic), ("/messages/count_tokens", .anthropic),
        ("/v1/messages/batches", .anthropic), ("/v1beta/models/x:generateContent", .gemini),
        ("/v1beta/files", .gemini), ("/v1/models/x:countTokens", .gemini),
        ("/v1/chat/completions", .openaiChat), ("/v1/responses/a/cancel", .openaiResponses),
        ("/api/embed", .ollama), ("/v1/api/ps", .ollama), ("/metrics", .openaiChat),
        ("/api/version", .ollama),
    ])
    func knowsTheDialectOfAPath(_ path: String, _ dialect: Dialect) {
        #expect(self.dialect(path) == dialect)
    }

    @Test(arguments: ["/whatever", "/v1/models", "/models/x", "/v1/files"])
    func leavesTheDialectOfOtherPathsOpen(_ path: String) {
        #expect(dialect(path) == nil)
    }

    private func dialect(_ path: String) -> Dialect? {
        let bytes = Array(path.utf8)
        return Routes.dialect(of: match(path), bytes.span.bytes, target: 0..<bytes.count)
    }
}

struct RequestTargetTests {
    @Test(arguments: [
        ("/a?key=k", ["k"]), ("/a?x=1&key=k&y", ["k"]), ("/a?key=a&key=b", ["a", "b"]),
        ("/a?key", [""]), ("/a?key=", [""]), ("/a?key=a=b", ["a=b"]), ("/a?keys=a&xkey=b", []),
        ("/a#?key=k", []), ("/a?x#key=k", []), ("/key=k", []), ("http://a?key=k", ["k"]),
        ("/a?&&key=k&", ["k"]), ("/a", []), ("/a?", []),
    ])
    func findsParameters(_ target: String, _ values: [String]) {
        let bytes = Array(target.utf8)
        let parts = RequestTarget(bytes.span.bytes, 0..<bytes.count)
        let found = parts.values(of: "key", in: bytes.span.bytes)
        #expect(found.map { String(decoding: bytes[$0], as: UTF8.self) } == values)
    }
}
