import Dialects
import IPC
import Testing

@testable import Translate

/// What route is told of a request, whatever its dialect.
@Suite struct RequestFactsTests {
    private func facts(
        _ dialect: Dialect, _ body: String, headers: [Header] = []
    ) throws -> RequestFacts {
        let head = RequestHead(
            endpoint: .chat, dialect: dialect, pathModel: dialect == .gemini ? "m" : "",
            headers: headers)
        let codec = try #require(Codecs.client(dialect))
        return try codec.facts(try RequestBody.read(bytes(body), head))
    }

    @Test(
        arguments: [
            (
                Dialect.openaiChat,
                #"{"model":"m","messages":[{"role":"user","content":[{"type":"input_audio","input_audio":{}},{"type":"file","file":{}},{"type":"image_url","image_url":{"url":"x"}}]}],"max_tokens":3,"max_completion_tokens":7}"#
            ),
            (
                .openaiResponses,
                #"{"model":"m","max_output_tokens":7,"input":[{"role":"user","content":[{"type":"input_audio"},{"type":"input_file"},{"type":"input_image"}]}]}"#
            ),
            (
                .gemini,
                #"{"contents":[{"parts":[{"inlineData":{"mimeType":"audio/wav","data":""}},{"inlineData":{"mimeType":"application/pdf","data":""}},{"inlineData":{"mimeType":"image/png","data":""}}]}],"generationConfig":{"maxOutputTokens":7}}"#
            ),
        ] as [(Dialect, String)])
    func whatARequestCarries(dialect: Dialect, body: String) throws {
        let facts = try facts(dialect, body)
        #expect(facts.audio && facts.documents && facts.vision && facts.maxOutputTokens == 7)
        #expect(facts.sessionMark.isEmpty && !facts.wantsSeveral)
    }

    @Test func anthropicsResultsCount() throws {
        let facts = try facts(
            .anthropic,
            #"{"model":"m","max_tokens":7,"metadata":{"user_id":"u"},"messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":[{"type":"image"},{"type":"document"}]}]}]}"#
        )
        #expect(facts.vision && facts.documents && !facts.audio && facts.maxOutputTokens == 7)
        #expect(facts.sessionMark == "u")
    }

    @Test func ollamasBound() throws {
        let facts = try facts(
            .ollama,
            #"{"model":"m","messages":[{"role":"user","content":"x"}],"options":{"num_predict":7}}"#
        )
        #expect(facts.maxOutputTokens == 7)
    }

    @Test func textAloneCarriesNothing() throws {
        let facts = try facts(
            .openaiChat,
            #"{"model":"m","n":2,"messages":[{"role":"user","content":"image_url input_audio"}]}"#)
        #expect(!facts.audio && !facts.documents && !facts.vision && facts.maxOutputTokens == 0)
        #expect(facts.wantsSeveral)
    }

    @Test(
        "the plainest mark of a session counts",
        arguments: [
            ([("x-session-id", "s"), ("session_id", "t")], "s"), ([("session_id", "t")], "t"),
            ([("x_session_id", "v")], "v"), ([("x-session-id", "")], "key"), ([], "key"),
        ] as [([(String, String)], String)])
    func sessions(headers: [(String, String)], mark: String) throws {
        let facts = try facts(
            .openaiChat,
            #"{"model":"m","messages":[{"role":"user","content":"x"}],"user":"u","prompt_cache_key":"key"}"#,
            headers: headers.map { Header(name: $0.0, value: $0.1) })
        #expect(facts.sessionMark == mark)
    }

    @Test func aSessionBelongsToItsKey() {
        let one = SessionMark.hash("s", owner: "a")
        #expect(one != 0 && one == SessionMark.hash("s", owner: "a"))
        #expect(
            one != SessionMark.hash("s", owner: "b") && one != SessionMark.hash("t", owner: "a"))
        #expect(SessionMark.hash("", owner: "a") == 0)
        // Marks and owners are not run together.
        #expect(SessionMark.hash("bc", owner: "a") != SessionMark.hash("c", owner: "ab"))
    }
}
