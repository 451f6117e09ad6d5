import Crypto
import IPC
import JSON
import Testing

@testable import Admin

/// Connections that are tried.
@Suite struct ConnectionTrialTests {
    private static let configuration = #"""
        {"connections":[
        {"name":"work","dialect":"openai-chat","base_url":"http://h:1","api_key":"swordfish","models":["m"]},
        {"name":"bare","dialect":"openai-chat","base_url":"http://h:2"},
        {"name":"open","provider":"openrouter","api_key":"swordfish","models":["a/b"]},
        {"name":"cloud","provider":"bedrock","api_key":"swordfish","region":"us-east-1","models":["x"]}
        ]}
        """#

    private func trial(
        _ name: String, _ replies: [Result<ProviderReply, CallError>], model: String? = nil
    ) throws -> (LiveCase.Reply, LiveCase) {
        let live = try LiveCase(Self.configuration)
        live.daemons.replies = replies
        let query = model.map { ["model": $0] } ?? [:]
        let reply = try live.send(
            .post, "/api/connections/{name}/test", ["name": name], query: query)
        return (try #require(reply), live)
    }

    private func code(_ reply: LiveCase.Reply) -> String? {
        reply.json?["diagnosis"]?["code"]?.string
    }

    @Test func aListOfModelsIsEnough() throws {
        let (reply, live) = try trial("work", [.of(200, #"{"data":[{"id":"m"}]}"#)])
        #expect(reply.status == 200)
        #expect(reply.json?["valid"]?.bool == true)
        #expect(reply.json?["status"]?.int == 200)
        #expect(reply.json?["latency_ms"]?.int == 12)
        #expect(reply.json?["method"]?.string == "models")
        #expect(code(reply) == "ok")
        #expect(live.changedNothing)
        let call = try #require(live.daemons.calls.first)
        #expect(live.daemons.calls.count == 1)
        #expect(call.credential == nil)
        #expect(call.request.connectionID == "c-work")
        #expect(call.request.method == "GET")
        #expect(call.request.url == "http://h:1/v1/models")
    }

    @Test(arguments: [401, 403] as [UInt32]) func aRefusedListIsEnough(status: UInt32) throws {
        let body = #"{"error":{"message":"Bad\nkey."}}"#
        let (reply, live) = try trial("work", [.of(status, body)])
        #expect(reply.json?["valid"]?.bool == false)
        #expect(code(reply) == "invalid_credential")
        #expect(live.daemons.calls.count == 1)
        let message = reply.json?["diagnosis"]?["message"]?.string
        #expect(message == "The provider refuses the credential: Bad key.")
    }

    static let answers: [(UInt32, String, String, Bool)] = [
        (200, #"{"choices":[]}"#, "ok", true),
        (
            200, #"{"base_resp":{"status_code":1004,"status_msg":"no"}}"#, "invalid_credential",
            false
        ),
        (
            400,
            #"{"error":{"code":400,"message":"API key not valid. Please.","status":"INVALID_ARGUMENT"}}"#,
            "invalid_credential", false
        ),
        (401, "", "invalid_credential", false), (403, "", "invalid_credential", false),
        (404, "", "unsupported", false), (405, "", "unsupported", false),
        (400, "", "accepted", true), (402, "", "accepted", true), (429, "", "accepted", true),
        (500, "", "unavailable", false), (529, "", "unavailable", false),
        (302, "", "unsupported", false),
    ]

    @Test(arguments: answers)
    func anAnswerOfOneTokenTells(
        status: UInt32, body: String, expected: String, isValid: Bool
    ) throws {
        // Neither a page for people, nor a missing list, shows anything.
        let nothing: [Result<ProviderReply, CallError>] = [
            .of(404), .of(200, "<html>"), .of(500), .of(200, "[]"),
        ]
        for first in nothing {
            let (reply, live) = try trial("work", [first, .of(status, body)])
            #expect(code(reply) == expected)
            #expect(reply.json?["valid"]?.bool == isValid)
            #expect(reply.json?["status"]?.int == Int64(status))
            #expect(reply.json?["method"]?.string == "chat")
            let call = try #require(live.daemons.calls.last)
            #expect(call.request.url == "http://h:1/v1/chat/completions")
            #expect(call.request.contentLength == UInt64(call.body.count))
            let sent = try JSONDocument(call.body)
            #expect(sent["model"]?.string == "m")
            #expect(sent["max_tokens"]?.int == 1)
        }
    }

    @Test func whatAnybodyMayListShowsNothing() throws {
        let (reply, live) = try trial("open", [.of(401)])
        #expect(code(reply) == "invalid_credential")
        #expect(live.daemons.calls.map(\.request.method) == ["POST"])
    }

    @Test func aDialectWithoutAListIsAskedAtOnce() throws {
        let (reply, live) = try trial("cloud", [.of(200, "{}")])
        #expect(code(reply) == "ok")
        let call = try #require(live.daemons.calls.first)
        #expect(call.request.url.hasSuffix("/model/x/converse"))
        #expect(call.request.bodySha256 == Crypto.sha256(call.body))
    }

    @Test func theModelCanBeNamed() throws {
        let (unknown, _) = try trial("bare", [.of(404)])
        #expect(code(unknown) == "no_model")
        #expect(unknown.json?["valid"]?.bool == false)
        #expect(unknown.json?["status"]?.isNull == true)
        let (reply, live) = try trial("bare", [.of(404), .of(200, "{}")], model: "named")
        #expect(code(reply) == "ok")
        #expect(try JSONDocument(live.daemons.calls[1].body)["model"]?.string == "named")
        let long = String(repeating: "x", count: LiveLimits.modelBytes + 1)
        #expect(try trial("bare", [], model: long).0.status == 400)
        #expect(try trial("bare", [], model: "").0.status == 400)
    }

    static let resets: [(ResetCode, String)] = [
        (.upstreamDNS, "dns"), (.upstreamConnect, "connect"), (.upstreamTLS, "tls"),
        (.upstreamDenied, "denied"), (.credential, "no_credential"), (.refused, "refused"),
    ]

    @Test(arguments: resets) func noConnectionIsSaidAtOnce(reset: ResetCode, code: String) throws {
        let (reply, live) = try trial(
            "work", [.failure(CallError(code: reset, message: "h:1 does not"))])
        #expect(self.code(reply) == code)
        #expect(reply.json?["status"]?.isNull == true)
        #expect(reply.json?["diagnosis"]?["message"]?.string == "h:1 does not")
        #expect(live.daemons.calls.count == 1)
    }

    @Test(arguments: [
        ResetCode.upstreamFirstByte, .upstreamIdle, .upstreamTotal, .upstreamBroken,
    ]) func silenceIsWorthAnotherCall(reset: ResetCode) throws {
        let error = CallError(code: reset, message: "")
        let (reply, _) = try trial("work", [.failure(error), .of(200, "{}")])
        #expect(code(reply) == "ok")
        let (silent, _) = try trial("work", [.failure(error), .failure(error)])
        #expect(code(silent) == (reset == .upstreamBroken ? "broken" : "timeout"))
    }

    @Test func egressItselfMayFail() throws {
        let gone = CallError(code: .peerGone, message: "")
        #expect(try trial("work", [.failure(gone)]).0.status == 503)
        #expect(try trial("none", []).0.status == 404)
    }

    // MARK: Before it is saved

    private func validate(
        _ body: String, _ replies: [Result<ProviderReply, CallError>] = []
    ) throws -> (LiveCase.Reply, LiveCase) {
        let live = try LiveCase(#"{"providers":[]}"#)
        live.daemons.replies = replies
        let reply = try live.send(.post, "/api/connections/validate", body: body)
        return (try #require(reply), live)
    }

    @Test func aConnectionIsTriedWithItsOwnSecret() throws {
        let body = #"""
            {"name":"new","provider":"anthropic","api_key":"swordfish","base_url":"http://h:3","proxy":"http://me:pw@p:1"}
            """#
        let (reply, live) = try validate(body, [.of(200, #"{"data":[]}"#)])
        #expect(code(reply) == "ok")
        #expect(live.changedNothing)
        let call = try #require(live.daemons.calls.first)
        #expect(call.request.url.hasPrefix("http://h:3/v1/models"))
        #expect(call.request.headers.contains { $0.name == "anthropic-version" })
        #expect(call.credential?.place == .header)
        #expect(call.credential?.headerName == "x-api-key")
        #expect(call.credential?.secret == Array("swordfish".utf8))
        #expect(call.credential?.proxy == "http://me:pw@p:1")
        #expect(call.credential?.origin == "http://h:3")
    }

    @Test func whatIsNoneIsRefused() throws {
        for (body, status) in [
            ("[]", 422), ("1", 422), ("{", 400), ("{}", 422), (#"{"name":"x"}"#, 422),
            (#"{"name":"x","provider":"nobody"}"#, 422),
            (#"{"name":"x","provider":"openai","api_key":{"kept":true}}"#, 422),
            (#"{"name":"x","provider":"openai","api_key_env":"HOME"}"#, 422),
            (#"{"name":"x","provider":"openai","api_key_file":"/etc/passwd"}"#, 422),
            (#"{"name":"x","provider":"openai","api_key":"swordfish","wrong":1}"#, 422),
        ] {
            let (reply, live) = try validate(body)
            #expect(reply.status == status, "\(body)")
            #expect(!reply.text.contains("swordfish"))
            #expect(live.daemons.calls.isEmpty)
        }
    }

    // MARK: Lists

    @Test func theProvidersListIsShown() throws {
        let live = try LiveCase(Self.configuration)
        func list(_ name: String, _ reply: Result<ProviderReply, CallError>? = nil) throws
            -> LiveCase.Reply?
        {
            live.daemons.replies = reply.map { [$0] } ?? []
            return try live.send(.get, "/api/connections/{name}/models", ["name": name])
        }
        let names = #"{"data":[{"id":"a"},{"id":"b/c"},{"id":""}]}"#
        #expect(
            try list("work", .of(200, names))?.text == #"{"data":[{"id":"a"},{"id":"b/c"}]}"#)
        #expect(try list("work", .of(401))?.code == "provider_refused")
        #expect(try list("work", .of(500))?.code == "provider_failed")
        #expect(try list("work", .of(200, "<html>"))?.code == "provider_unreadable")
        let late = CallError(code: .upstreamTotal, message: "")
        #expect(try list("work", .failure(late))?.status == 504)
        let unknown = CallError(code: .upstreamDNS, message: "h was not resolved")
        #expect(try list("work", .failure(unknown))?.code == "provider_dns")
        #expect(try list("cloud")?.status == 422)
        #expect(try list("none")?.status == 404)
    }
}
