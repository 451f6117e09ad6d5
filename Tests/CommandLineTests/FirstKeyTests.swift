import Configuration
import Crypto
import EventLoop
import IPC
import JSON
import Testing

@testable import OmniCommand

/// The key that is made where there is none.
@Suite(.timeLimit(.minutes(1))) struct FirstKeyTests {
    @Test func itsSecretGoesWithTheRequest() throws {
        let key = FirstKey()
        #expect(key.secret.hasPrefix(ClientSecret.prefix) && key.secret != FirstKey().secret)
        let call = key.call
        #expect(call.method == "POST" && call.isRepeatable)
        let body = try JSONDocument(call.body).root
        #expect(body["name"]?.string == "first" && body["secret"]?.string == key.secret)
    }

    @Test func itIsKnownByItsHash() throws {
        let key = FirstKey(secret: "sk-omni-one")
        func reply(_ secret: String, name: String = "first") -> ManageReply {
            let hash = Crypto.hex(Crypto.sha256(secret))
            let text = #"{"keys":[{"name":"\#(name)","secret_sha256":"\#(hash)"}]}"#
            return ManageReply(status: 200, body: Array(text.utf8))
        }
        #expect(try key.isKept(in: reply("sk-omni-one")))
        #expect(try !key.isKept(in: reply("sk-omni-two")))
        #expect(try !key.isKept(in: reply("sk-omni-one", name: "other")))
        #expect(try !key.isKept(in: ManageReply(status: 200, body: Array("{}".utf8))))
        #expect(throws: CommandFailure.self) {
            try key.isKept(in: ManageReply(status: 200, body: Array("<".utf8)))
        }
    }

    @Test func aLostAnswerIsAskedForAgain() throws {
        let call = FirstKey(secret: "sk-omni-one").call
        let server = try ManageServer { _ in ManageReply(status: 204) }
        defer { server.close() }
        server.losses = 1
        let attempt = ManageAttempt(server.reactor, server.client, call, within: .seconds(5))
        var outcome: ManageAttempt.Outcome?
        attempt.start { outcome = $0 }
        let reply = try #require(
            try server.reactor.wait(within: .seconds(10)) { outcome }?.get())
        #expect(reply.status == 204)
        #expect(attempt.isRepeated)
        // The same secret both times.
        #expect(server.requests.map(\.body) == [call.body, call.body])
    }

    @Test func whatIsAnsweredIsNotRepeated() throws {
        let server = try ManageServer { _ in ManageReply(status: 201) }
        defer { server.close() }
        let attempt = ManageAttempt(
            server.reactor, server.client, FirstKey().call, within: .seconds(5))
        var outcome: ManageAttempt.Outcome?
        attempt.start { outcome = $0 }
        _ = try #require(try server.reactor.wait(within: .seconds(10)) { outcome }?.get())
        #expect(!attempt.isRepeated && server.requests.count == 1)
    }
}
