import IPC
import JSON
import Testing

@testable import OmniCommand

/// Requests to the management API.
@Suite(.timeLimit(.minutes(1))) struct ManageClientTests {
    private let json = [Header(name: "Content-Type", value: "application/json")]

    @Test func asksAndIsAnswered() throws {
        let server = try ManageServer { _ in
            ManageReply(status: 200, headers: json, body: Array(#"{"data":[]}"#.utf8))
        }
        defer { server.close() }
        let reply = try #require(
            try server.send(.json("PATCH", "/api/settings", Array("{}".utf8)))?.get())
        #expect(reply.status == 200 && reply.isSuccess && reply.isJSON)
        #expect(reply.failure == nil)
        #expect(try reply.json()["data"]?.array?.isEmpty == true)
        let request = try #require(server.requests.first)
        #expect(request.head.local)
        #expect(request.head.method == "PATCH")
        #expect(request.head.target == "/api/settings")
        #expect(request.head.contentLength == 2)
        #expect(request.head.requestID.hasPrefix("cli-"))
        #expect(request.head.headers.map(\.name) == ["content-type"])
        #expect(request.body == Array("{}".utf8))
    }

    @Test func largeBodiesGoBothWays() throws {
        let large = (0..<800_000).map { UInt8(truncatingIfNeeded: $0 / 7) }
        let server = try ManageServer { request in
            ManageReply(status: 200, body: request.body.reversed())
        }
        defer { server.close() }
        let call = ManageCall(method: "PUT", target: "/api/config", body: large)
        let reply = try #require(try server.send(call)?.get())
        #expect(reply.body == large.reversed())
    }

    @Test func silenceHasADeadline() throws {
        let server = try ManageServer { _ in nil }
        defer { server.close() }
        let call = ManageCall(method: "GET", target: "/api/health")
        let outcome = try #require(server.send(call, within: .milliseconds(20)))
        #expect(throws: CallError(code: .deadline, message: "no answer in time")) {
            try outcome.get()
        }
    }

    @Test func withoutAConnectionItFailsAtOnce() throws {
        let server = try ManageServer { _ in nil }
        server.close()
        let outcome = try #require(server.send(ManageCall(method: "GET", target: "/api/health")))
        guard case .failure(let error) = outcome else {
            Issue.record("answered without a connection")
            return
        }
        #expect(error.code == .peerGone)
    }

    private func failure(_ status: Int, _ code: String = "x", details: String = "[]")
        -> CommandFailure?
    {
        let body =
            #"{"error":{"code":"\#(code)","message":"It is wrong.","details":\#(details)}}"#
        return ManageReply(status: status, headers: json, body: Array(body.utf8)).failure
    }

    @Test(arguments: [
        (400, 65), (401, 77), (403, 77), (404, 1), (409, 65), (412, 75), (413, 65), (415, 65),
        (422, 65), (423, 75), (429, 75), (500, 75), (502, 69), (503, 69), (504, 75),
    ])
    func statusesBecomeExitStatuses(status: Int, exit: Int) {
        #expect(failure(status)?.status == Int32(exit))
    }

    @Test(arguments: ["invalid_configuration", "managed_by_file", "layer_conflict"])
    func theConfigurationHasAStatusOfItsOwn(code: String) {
        #expect(failure(409, code)?.status == 78)
        #expect(failure(422, code)?.status == 78)
        #expect(failure(404, code)?.status == 1)
    }

    @Test func messagesSayWhatAndWhere() {
        let details =
            #"[{"path":"connections/work/base_url","message":"no\u001b host"},{"path":"","message":"more"}]"#
        #expect(
            failure(422, details: details)?.message
                == "It is wrong\n  connections/work/base_url: no? host\n  more")
        #expect(
            ManageReply(status: 500, body: Array("<html>".utf8)).failure?.message
                == "omni-admin answers with status 500")
    }

    @Test func onlyWhatDoesNoHarmIsRepeated() {
        var put = ManageCall.json("PUT", "/api/config", [])
        #expect(put.isRepeatable)
        // The second would find another generation, and call a change refused that was made.
        put.headers.append(Header(name: "If-Match", value: "\"7\""))
        #expect(!put.isRepeatable)
        #expect(ManageCall(method: "GET", target: "/api/keys").isRepeatable)
        var post = ManageCall(method: "POST", target: "/api/keys")
        #expect(!post.isRepeatable)
        post.isHarmlessTwice = true
        #expect(post.isRepeatable)
        for method in ["PATCH", "DELETE"] {
            #expect(!ManageCall(method: method, target: "/api/connections/a").isRepeatable)
        }
    }

    @Test func namesAreEncoded() {
        #expect(APIPath.of("aliases", "claude-*/ä?") == "/api/aliases/claude-%2A%2F%C3%A4%3F")
        #expect(
            APIPath.of("route", query: ["model": "a/b c", "key": nil])
                == "/api/route?model=a%2Fb%20c")
    }
}
