import IPC
import Testing

@testable import Logd

@Suite("Spans of records")
struct SpanBuilderTests {
    private let answer = SpanBuilder.Answer(
        model: "m-2026", finishReason: "stop", endpoint: .chat)

    @Test func theDoorHangsOnTheClientsSpan() throws {
        let spans = SpanBuilder.spans(of: TelemetrySamples.request())
        let door = try #require(spans.first)
        #expect(spans.count == 1)
        #expect(door.scope == .ingress && door.kind == .server)
        #expect(door.traceID == TelemetrySamples.traceID)
        #expect(door.parentID == TelemetrySamples.clientSpan && door.hasRemoteParent)
        #expect(door.id == TelemetrySamples.id("r-1", 0, "request"))
        #expect(door.state == "vendor=1")
        #expect(door.name == "POST openai-chat/chat")
        #expect(door.start == UInt64(TelemetrySamples.received) * 1000)
        #expect(door.end == door.start + 90_000_000)
        #expect(door.attributes["http.response.status_code"] == .integer(200))
        #expect(door.attributes["omniroute.cost.usd"] == .text("0.001234560000"))
        #expect(door.attributes["error.type"] == nil && door.failure == nil)
        #expect(door.events == [Span.Event(time: door.start + 40_000_000, name: "first_byte")])
    }

    @Test(arguments: [
        (Dialect.openaiChat, Endpoint.chat, false, "POST /v1/chat/completions"),
        (.gemini, .chat, false, "POST /v1beta/models/{model}:{verb}"),
        (.gemini, .model, false, "GET /v1beta/models/{model}"),
        (.openaiChat, .models, true, "HEAD /v1/models"),
        (.ollama, .model, false, "POST /api/show"),
        (.ollama, .models, true, "HEAD /api/tags"),
        (.anthropic, .countTokens, false, "POST /v1/messages/count_tokens"),
        (.openaiResponses, .deleteResponse, false, "DELETE /v1/responses/{response}"),
    ])
    func theDoorSaysHowItWasAsked(
        dialect: Dialect, endpoint: Endpoint, isHead: Bool, asked: String
    ) throws {
        let words = asked.split(separator: " ").map { String($0) }
        var request = TelemetrySamples.request()
        request.dialect = dialect
        request.endpoint = endpoint
        request.head = isHead
        let door = try #require(SpanBuilder.spans(of: request).first)
        #expect(door.attributes["http.request.method"] == .text(words[0]))
        #expect(door.attributes["http.route"] == .text(words[1]))
        #expect(door.attributes["url.scheme"] == .text("http"))
        #expect(door.name.hasPrefix("\(words[0]) "))
    }

    @Test func whatIsNotKnownOfARequestIsLeftOut() throws {
        var request = TelemetrySamples.request()
        request.status = 0
        request.client = "claude-cli/2.1.0"
        let told = try #require(SpanBuilder.spans(of: request).first).attributes
        #expect(told["http.response.status_code"] == nil)
        #expect(told["user_agent.name"] == .text("claude-cli"))
        #expect(told["user_agent.version"] == .text("2.1.0"))
        #expect(told["user_agent.original"] == nil)
        request.client = "curl"
        let other = try #require(SpanBuilder.spans(of: request).first).attributes
        #expect(other["user_agent.name"] == .text("curl"))
        #expect(other["user_agent.version"] == nil)
    }

    @Test func onlyAStreamHasAFirstChunk() throws {
        var attempt = TelemetrySamples.attempt()
        attempt.firstTokenUs = 1_500_000
        attempt.provider = "xai"
        let name = "gen_ai.response.time_to_first_chunk"
        let plain = try #require(SpanBuilder.spans(of: attempt, answer).last).attributes
        #expect(plain[name] == nil)
        #expect(plain["gen_ai.provider.name"] == .text("x_ai"))
        #expect(plain["gen_ai.system"] == .text("xai"))
        attempt.stream = true
        let streamed = try #require(SpanBuilder.spans(of: attempt, answer).last).attributes
        #expect(streamed[name] == .seconds(1.5))
    }

    @Test func noTokenIsBeforeTheFirstByte() throws {
        var request = TelemetrySamples.request()
        // Ingress and translate have a clock each.
        request.timings?.firstToken = 39_999
        let door = try #require(SpanBuilder.spans(of: request).first)
        #expect(door.events.map(\.name) == ["first_byte", "first_token"])
        #expect(door.events.allSatisfy { $0.time == door.start + 40_000_000 })
        request.timings?.firstToken = 50_000
        let later = try #require(SpanBuilder.spans(of: request).first?.events.last)
        #expect(later.time == door.start + 50_000_000)
    }

    @Test(arguments: [
        (UInt32(0), UInt64(500), true), (0, 0, true), (1, 500, true), (0, 500, false),
    ])
    func spansAreCountedWithoutBeingMade(attempts: UInt32, decide: UInt64, sampled: Bool) {
        var request = TelemetrySamples.request(attempts: attempts)
        request.timings?.decide = decide
        request.trace = TelemetrySamples.trace(sampled: sampled)
        #expect(SpanBuilder.count(of: request) == SpanBuilder.spans(of: request).count)
        var attempt = TelemetrySamples.attempt()
        attempt.decideUs = decide
        attempt.trace = TelemetrySamples.trace(sampled: sampled)
        #expect(SpanBuilder.count(of: attempt) == SpanBuilder.spans(of: attempt, nil).count)
    }

    @Test func aCallHangsOnTheDoorsSpanAndSpeaksGenAI() throws {
        let spans = SpanBuilder.spans(of: TelemetrySamples.attempt(), answer)
        let (decision, call) = (try #require(spans.first), try #require(spans.last))
        let door = TelemetrySamples.id("r-1", 0, "request")
        #expect(spans.count == 2)
        #expect(decision.scope == .route && decision.kind == .internal && decision.parentID == door)
        #expect(decision.id == TelemetrySamples.id("r-1", 1, "decision"))
        #expect(decision.end == call.start && decision.start == call.start - 500_000)
        #expect(call.scope == .egress && call.kind == .client && call.parentID == door)
        #expect(call.id == TelemetrySamples.id("r-1", 1, "attempt") && !call.hasRemoteParent)
        #expect(call.name == "chat m")
        let wanted: [(String, SpanAttributes.Value)] = [
            ("gen_ai.operation.name", .text("chat")),
            ("gen_ai.provider.name", .text("mistral_ai")), ("gen_ai.system", .text("mistral_ai")),
            ("gen_ai.request.model", .text("m")), ("gen_ai.response.model", .text("m-2026")),
            ("gen_ai.response.finish_reasons", .texts(["stop"])),
            ("gen_ai.usage.input_tokens", .integer(20)),
            ("gen_ai.usage.output_tokens", .integer(7)),
            ("gen_ai.usage.cache_read.input_tokens", .integer(5)),
            ("server.address", .text("api.example.com")), ("server.port", .integer(443)),
            ("http.response.status_code", .integer(200)),
        ]
        for (name, value) in wanted { #expect(call.attributes[name] == value, "\(name)") }
        #expect(call.attributes["error.type"] == nil && call.failure == nil)
        #expect(call.attributes["gen_ai.usage.cache_creation.input_tokens"] == nil)
    }

    @Test func aFailedCallSaysWhyAndHasNoAnswer() throws {
        var attempt = TelemetrySamples.attempt()
        attempt.answered = false
        attempt.failure = .provider
        attempt.reason = .reasonUnreachable
        attempt.status = 0
        attempt.errorCode = "upstream_unreachable"
        attempt.usage = nil
        let call = try #require(SpanBuilder.spans(of: attempt, answer).last)
        #expect(call.failure == "upstream_unreachable")
        #expect(call.attributes["error.type"] == .text("unreachable"))
        #expect(call.attributes["http.response.status_code"] == nil)
        #expect(call.attributes["gen_ai.response.model"] == nil)
        #expect(call.attributes["gen_ai.response.finish_reasons"] == nil)
        #expect(call.attributes["gen_ai.usage.input_tokens"] == nil)
        attempt.status = 429
        let limited = try #require(SpanBuilder.spans(of: attempt, nil).last)
        #expect(limited.attributes["error.type"] == .text("429"))
    }

    @Test func aDecisionWithoutACallIsTheRequests() throws {
        var request = TelemetrySamples.request(attempts: 0)
        request.status = 404
        request.outcome = .refused
        request.errorCode = "model_not_found"
        let spans = SpanBuilder.spans(of: request)
        let decision = try #require(spans.last)
        #expect(spans.count == 2 && decision.scope == .route)
        #expect(decision.id == TelemetrySamples.id("r-1", 0, "decision"))
        #expect(decision.start == spans[0].start + 1_000_000)
        #expect(decision.end == decision.start + 500_000)
        #expect(decision.failure == "model_not_found")
        // A client that asks for what there is not is no failure of the server's span.
        #expect(spans[0].failure == nil && spans[0].attributes["error.type"] == .text("404"))
        request.cache = .exact
        #expect(SpanBuilder.spans(of: request).last?.failure == nil)
    }

    @Test func anEmbeddingAndTheHitThatFollowsAreFourSpans() {
        var embedding = TelemetrySamples.attempt("r-1", 0)
        embedding.purpose = .purposeEmbedding
        embedding.answered = false
        var request = TelemetrySamples.request(attempts: 0)
        request.cache = .semantic
        let spans = SpanBuilder.spans(of: embedding, nil) + SpanBuilder.spans(of: request)
        #expect(spans.count == 4 && Set(spans.map(\.id)).count == 4)
        #expect(spans.filter { $0.scope == .route }.count == 2)
    }

    @Test func onlySampledAndWholeTracesBecomeSpans() {
        var request = TelemetrySamples.request()
        request.trace = TelemetrySamples.trace(sampled: false)
        #expect(SpanBuilder.spans(of: request).isEmpty)
        request.trace = nil
        #expect(SpanBuilder.spans(of: request).isEmpty)
        var attempt = TelemetrySamples.attempt()
        attempt.trace = Trace(traceID: [1, 2], sampled: true)
        #expect(SpanBuilder.spans(of: attempt, nil).isEmpty)
        request.trace = TelemetrySamples.trace(parent: [])
        #expect(SpanBuilder.spans(of: request).first?.hasRemoteParent == false)
    }

    @Test(arguments: [
        ("[::1]:8080", "::1", 8080), ("host", "host", nil), ("h:x", "h:x", nil), ("", "", nil),
    ])
    func hostsAreTakenApart(host: String, address: String, port: UInt64?) throws {
        var attempt = TelemetrySamples.attempt()
        attempt.host = host
        let call = try #require(SpanBuilder.spans(of: attempt, nil).last)
        #expect(call.attributes["server.address"] == (address.isEmpty ? nil : .text(address)))
        #expect(call.attributes["server.port"] == port.map { .integer($0) })
    }

    @Test func timesThatMakeNoSenseHarmNobody() throws {
        var attempt = TelemetrySamples.attempt()
        attempt.startedUnixUs = -5
        attempt.decideUs = 10
        let spans = SpanBuilder.spans(of: attempt, nil)
        #expect(spans.first?.start == 0)
        attempt.startedUnixUs = .max
        attempt.totalUs = .max
        attempt.firstByteUs = .max
        attempt.decideUs = .max
        #expect(SpanBuilder.spans(of: attempt, nil).count == 2)
        var request = TelemetrySamples.request(attempts: 0)
        request.receivedUnixUs = .max
        request.totalUs = .max
        request.firstByteUs = .max
        request.timings = Timings(receive: .max, decide: .max)
        #expect(SpanBuilder.spans(of: request).count == 2)
    }
}
