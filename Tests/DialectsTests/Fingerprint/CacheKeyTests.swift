import IPC
import Testing

@testable import Dialects

/// Which requests have a key in the cache, and which of them share one.
@Suite struct CacheKeyTests {
    private typealias Fixtures = FingerprintFixtures

    @Test func aKeyHasAMarkAndAHash() throws {
        let key = try Fixtures.key(Fixtures.chat)
        #expect(key.count == 33)
        #expect(key.first == 1)
    }

    @Test func onlyAnExplicitZeroIsMarked() throws {
        for zero in ["0", "0.0", "-0", "0e5"] {
            #expect(try Fixtures.key(#"{"model":"m","temperature":\#(zero)}"#).first == 1)
        }
        for other in ["1", "0.1", "null", #""0""#] {
            #expect(try Fixtures.key(#"{"model":"m","temperature":\#(other)}"#).first == 0)
        }
        #expect(try Fixtures.key(#"{"model":"m"}"#).first == 0)
        #expect(
            try Fixtures.key(#"{"generationConfig":{"temperature":0}}"#, .gemini).first == 1)
        #expect(try Fixtures.key(#"{"options":{"temperature":0}}"#, .ollama).first == 1)
        #expect(try Fixtures.key(#"{"temperature":0}"#, .ollama).first == 0)
    }

    @Test func whatIsNotCachedIsNotHashed() throws {
        let either = try Fixtures.source(#"{"model":"m"}"#)
        let fixed = try Fixtures.source(#"{"model":"m","temperature":0}"#)
        func hasKey(_ source: RequestSource, _ mode: CacheMode) -> Bool {
            !Fingerprint.cacheKey(source, dialect: .openaiChat, keyID: "", mode: mode).isEmpty
        }
        let modes: [CacheMode] = [.unknown, .off, .deterministic, .any]
        #expect(modes.map { hasKey(either, $0) } == [false, false, false, true])
        #expect(modes.map { hasKey(fixed, $0) } == [true, false, true, true])
    }

    @Test func orderSpaceAndEscapesDoNotMatter() throws {
        let other =
            #"{ "messages": [ { "content" : "H\u0069 there", "role":"user" } ], "temperature":0, "model":"\u006d"}"#
        #expect(try Fixtures.key(other) == Fixtures.key(Fixtures.chat))
    }

    @Test(arguments: [
        #""stream":true"#, #""stream_options":{"include_usage":true}"#, #""user":"u""#,
        #""metadata":{"a":"b"}"#, #""prompt_cache_key":"p""#, #""safety_identifier":"s""#,
        #""store":true"#,
    ])
    func whatDoesNotShapeTheAnswerDoesNotMatter(member: String) throws {
        let other = "{\(member)," + Fixtures.chat.dropFirst()
        #expect(try Fixtures.key(other) == Fixtures.key(Fixtures.chat))
    }

    @Test(arguments: [
        #""max_tokens":5"#, #""tools":[]"#, #""seed":1"#, #""stop":"x""#, #""top_p":1"#,
        #""response_format":{"type":"json_object"}"#, #""unknown":null"#, #""service_tier":"flex""#,
    ])
    func whateverElseShapesItMatters(member: String) throws {
        let other = "{\(member)," + Fixtures.chat.dropFirst()
        #expect(try Fixtures.key(other) != Fixtures.key(Fixtures.chat))
    }

    @Test func membersOfThoseNamesCountFurtherInside() throws {
        #expect(
            try Fixtures.key(#"{"tools":[{"user":"a"}]}"#)
                != Fixtures.key(#"{"tools":[{"user":"b"}]}"#))
    }

    @Test func noTwoScopesShareAKey() throws {
        let body = #"{"model":"m","temperature":0}"#
        var keys: Set<[UInt8]> = []
        let dialects: [Dialect] = [
            .openaiChat, .openaiResponses, .anthropic, .gemini, .ollama,
        ]
        for dialect in dialects {
            for keyID in ["", "k1", "k2"] {
                keys.insert(Array(try Fixtures.key(body, dialect, keyID: keyID).dropFirst()))
            }
        }
        #expect(keys.count == 15)
        #expect(try Fixtures.key(body, .bedrock) == [])
    }

    @Test func pathSettingsAndHeadersCount() throws {
        let body = Fixtures.chat
        func key(
            path: String = "", endpoint: Endpoint = .chat, settings: TranslationSettings = .init(),
            headers: [(String, String)] = []
        ) throws -> [UInt8] {
            let source = try Fixtures.source(
                body, endpoint: endpoint, pathModel: path, headers: headers)
            return Fingerprint.cacheKey(
                source, dialect: .openaiChat, keyID: "k1", settings: settings)
        }
        var prompted = TranslationSettings()
        prompted.systemPrompt = "s"
        var last = prompted
        last.systemPromptLast = true
        var thinking = TranslationSettings()
        thinking.thinking = .custom
        var budget = thinking
        budget.thinkingBudget = 5
        let keys = Set([
            try key(), try key(path: "m"), try key(endpoint: .completion),
            try key(settings: prompted), try key(settings: last), try key(settings: thinking),
            try key(settings: budget), try key(headers: [("anthropic-beta", "a")]),
            try key(headers: [("anthropic-beta", "b")]),
        ])
        #expect(keys.count == 9)
        #expect(try key(headers: [("user-agent", "x"), ("session_id", "7")]) == key())
    }

    @Test func streamingByPathIsTheSameQuestion() throws {
        let body = #"{"contents":[]}"#
        let keys = try [StreamForm.none, .events, .array].map { form in
            Fingerprint.cacheKey(
                try Fixtures.source(body, pathModel: "m", form: form), dialect: .gemini,
                keyID: "k")
        }
        #expect(Set(keys).count == 1)
    }

    @Test func someRequestsAreNotCached() throws {
        #expect(try Fixtures.key(#"{"n":2}"#) == [])
        #expect(try Fixtures.key(#"{"n":1}"#) != [])
        #expect(
            try Fixtures.key(#"{"generationConfig":{"candidateCount":2}}"#, .gemini) == [])
        for member in ["previous_response_id", "conversation"] {
            #expect(try Fixtures.key(#"{"\#(member)":"x"}"#, .openaiResponses) == [])
            #expect(try Fixtures.key(#"{"\#(member)":null}"#, .openaiResponses) != [])
        }
        #expect(try Fixtures.key(#"{"background":true}"#, .openaiResponses) == [])
        #expect(try Fixtures.key(#"{"background":false}"#, .openaiResponses) != [])
        var continued = try Fixtures.source(Fixtures.chat)
        continued.continued = "resp_1"
        #expect(
            Fingerprint.cacheKey(continued, dialect: .openaiResponses, keyID: "k") == [])
        let long = #"{"a":"\#(String(repeating: "x", count: 1 << 20))"}"#
        #expect(try Fixtures.key(long) == [])
    }

    @Test func countsAndStoredAnswersAreNotCached() throws {
        let endpoints: [Endpoint] = [
            .countTokens, .compact, .storedResponse, .deleteResponse, .models,
        ]
        for endpoint in endpoints {
            let source = try Fixtures.source(Fixtures.chat, endpoint: endpoint)
            #expect(Fingerprint.cacheKey(source, dialect: .openaiChat, keyID: "k") == [])
        }
    }

    @Test(arguments: [
        ("x-omniroute-no-cache", "true", true), ("x-omniroute-no-cache", "1", true),
        ("x-omniroute-no-cache", "false", false), ("cache-control", "no-cache", true),
        ("cache-control", "max-age=0, No-Store", true), ("cache-control", "max-age=0", false),
    ])
    func aClientMayDecline(name: String, value: String, isDeclined: Bool) throws {
        #expect(try Fixtures.key(Fixtures.chat, headers: [(name, value)]).isEmpty == isDeclined)
    }
}
