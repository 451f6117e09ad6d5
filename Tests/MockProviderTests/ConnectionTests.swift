import NIOCore
import NIOEmbedded
import Synchronization
import Testing

@testable import MockProvider

@Suite struct ConnectionTests {
    private static let streamed = #","stream":true"#

    @Test func aRequestIsAnswered() throws {
        let client = try MockClient()
        let text = try client.send(wire(chat("echo", "hi")))
        #expect(status(of: text) == "200")
        #expect(value(body(of: text), "choices", "0", "message", "content") == "hi")
        #expect(client.statistics().total.completed == 1)
        #expect(client.statistics().openStreams == 0)
    }

    @Test func requestsMayBePipelined() throws {
        let client = try MockClient()
        let text = try client.send(wire(chat("m")) + wire(chat("m"), path: "/chat/completions"))
        #expect(text.split(separator: "HTTP/1.1 200 OK").count == 2)
        #expect(client.channel.isActive)
    }

    @Test func aStreamIsPacedByTheLoop() throws {
        let client = try MockClient()
        var text = try client.send(wire(chat("m+chunks=2+delay=20ms", more: Self.streamed)))
        #expect(events(text).count == 2)
        #expect(client.statistics().openStreams == 1)
        client.channel.embeddedEventLoop.advanceTime(by: .milliseconds(21))
        text = try client.received()
        #expect(events(text).count == 1)
        client.channel.embeddedEventLoop.advanceTime(by: .milliseconds(21))
        text = try client.received()
        #expect(text.hasSuffix("0\r\n\r\n"))
        #expect(client.statistics().total.chunks == 2)
    }

    @Test func leavingEarlyIsCounted() throws {
        let client = try MockClient()
        _ = try client.send(wire(chat("m+chunks=9+delay=20ms", more: Self.streamed)))
        client.channel.embeddedEventLoop.advanceTime(by: .milliseconds(30))
        client.channel.close(promise: nil)
        client.channel.embeddedEventLoop.run()
        let statistics = client.statistics()
        #expect(statistics.total.cancelled == 1)
        #expect(statistics.cancellations.count == 1)
        #expect(statistics.cancellations[0].chunks == 2)
        #expect(statistics.openStreams == 0)
        #expect(statistics.connectionsOpen == 0)
        // The wait that is still noted must find nobody.
        client.channel.embeddedEventLoop.advanceTime(by: .seconds(1))
    }

    @Test(arguments: ["m+silence=headers", "m+silence=first", "m+silence=after:1"])
    func silenceLasts(_ model: String) throws {
        let client = try MockClient()
        _ = try client.send(wire(chat(model, more: Self.streamed)))
        client.channel.embeddedEventLoop.advanceTime(by: .minutes(5))
        #expect(try client.received().isEmpty)
        #expect(client.channel.isActive)
        #expect(client.statistics().openStreams == 1)
    }

    @Test(arguments: ["m+cut=headers", "m+cut=after:2", "m+cut=inside:2", "m+cut=reset:0"])
    func cutsClose(_ model: String) throws {
        let client = try MockClient()
        let text = try client.send(wire(chat(model, more: Self.streamed)))
        client.channel.embeddedEventLoop.run()
        #expect(!client.channel.isActive)
        #expect(!text.contains("[DONE]"))
        #expect(!text.hasSuffix("\r\n0\r\n\r\n"))
        #expect(client.statistics().total.cut == 1)
    }

    @Test func keysAreAskedFor() throws {
        var options = Options()
        options.keys = ["sk-a", "sk-b"]
        let client = try MockClient(options)
        #expect(status(of: try client.send(wire(chat("m")))) == "401")
        let wrong = try client.send(wire(chat("m"), fields: "Authorization: Bearer sk-x\r\n"))
        #expect(status(of: wrong) == "401")
        #expect(value(body(of: wrong), "error", "code") == "invalid_api_key")
        let right = try client.send(wire(chat("m"), fields: "authorization: bearer sk-b\r\n"))
        #expect(status(of: right) == "200")
    }

    @Test func unknownModelsAndPathsAreRefused() throws {
        var options = Options()
        options.models = ["m"]
        let client = try MockClient(options)
        let model = try client.send(wire(chat("x")))
        #expect(status(of: model) == "404")
        #expect(value(body(of: model), "error", "code") == "model_not_found")
        #expect(status(of: try client.send(wire(chat("m+chunks=1")))) == "200")
        #expect(status(of: try client.send(wire("", path: "/v1/nothing"))) == "404")
        #expect(status(of: try client.send("GET /v1/chat/completions HTTP/1.1\r\n\r\n")) == "405")
    }

    @Test func statusesComeWithTheirBodies() throws {
        let client = try MockClient()
        let text = try client.send(wire(chat("m+status=429+retry-after=3", more: Self.streamed)))
        #expect(status(of: text) == "429")
        #expect(text.contains("\r\nretry-after: 3\r\n"))
        #expect(value(body(of: text), "error", "code") == "rate_limit_exceeded")
    }

    @Test func failuresRunOut() throws {
        let client = try MockClient()
        let request = wire(chat("m+status=503+times=2"))
        let statuses = try (0..<4).map { _ in status(of: try client.send(request)) }
        #expect(statuses == ["503", "503", "200", "200"])
    }

    @Test func pagesAndErrorsWithStatus200() throws {
        let client = try MockClient()
        let page = try client.send(wire(chat("m+html")))
        #expect(status(of: page) == "200")
        #expect(page.contains("content-type: text/html"))
        let error = try client.send(wire(chat("m+error200")))
        #expect(status(of: error) == "200")
        #expect(value(body(of: error), "error", "type") == "server_error")
        let empty = try client.send(wire(chat("m+empty")))
        #expect(value(body(of: empty), "id") != nil)
        #expect(value(body(of: empty), "choices") == nil)
        let garbage = try client.send(wire(chat("m+garbage")))
        #expect(value(body(of: garbage)) == nil)
    }

    @Test func overridesHoldForTheNextRequests() throws {
        let client = try MockClient()
        let order = wire(#"{"directives":"status=500","times":1}"#, path: "/_mock/behaviour")
        #expect(status(of: try client.send(order)) == "200")
        #expect(status(of: try client.send(wire(chat("m")))) == "500")
        #expect(status(of: try client.send(wire(chat("m")))) == "200")
        let wrong = wire(#"{"directives":"status=x"}"#, path: "/_mock/behaviour")
        #expect(status(of: try client.send(wrong)) == "400")
    }

    @Test func requestsAreRemembered() throws {
        let client = try MockClient()
        let sent = chat("m", "wörd")
        _ = try client.send(wire(sent, fields: "X-B: 1\r\nx-a: 2\r\n"))
        let text = body(of: try client.send("GET /_mock/requests?last=1 HTTP/1.1\r\n\r\n"))
        #expect(value(text, "requests", "0", "method") == "POST")
        #expect(value(text, "requests", "0", "path") == "/v1/chat/completions")
        #expect(value(text, "requests", "0", "body") == sent)
        #expect(value(text, "requests", "0", "headers", "1", "0") == "X-B")
        #expect(value(text, "requests", "0", "headers", "2", "1") == "2")
        _ = try client.send("DELETE /_mock/stats HTTP/1.1\r\n\r\n")
        let none = body(of: try client.send("GET /_mock/requests HTTP/1.1\r\n\r\n"))
        #expect(value(none, "requests") == "[]")
    }

    @Test func statisticsAreJSON() throws {
        let client = try MockClient()
        _ = try client.send(wire(chat("m+chunks=3", more: Self.streamed)))
        let text = body(of: try client.send("GET /_mock/stats HTTP/1.1\r\n\r\n"))
        #expect(value(text, "total", "requests") == "1")
        #expect(value(text, "models", "m+chunks=3", "chunks") == "3")
        #expect(value(text, "models", "m+chunks=3", "completion_tokens") == "3")
        #expect(value(text, "connections_accepted") == "1")
    }

    @Test func continueIsSentBeforeTheBody() throws {
        let client = try MockClient()
        let text = wire(chat("m"), fields: "Expect: 100-continue\r\n")
        let end = try #require(text.firstRange(of: "\r\n\r\n")?.upperBound)
        #expect(try client.send(String(text[..<end])) == "HTTP/1.1 100 Continue\r\n\r\n")
        #expect(status(of: try client.send(String(text[end...]))) == "200")
    }

    @Test func olderClientsGetNoChunks() throws {
        let client = try MockClient()
        let text = try client.send(
            wire(chat("m", more: Self.streamed)).replacing("HTTP/1.1", with: "HTTP/1.0"))
        #expect(!text.contains("transfer-encoding"))
        #expect(text.hasSuffix("data: [DONE]\n\n"))
        client.channel.embeddedEventLoop.advanceTime(by: .seconds(3))
        #expect(!client.channel.isActive)
    }

    @Test func brokenRequestsEndTheConnection() throws {
        let client = try MockClient()
        let text = try client.send("GET / HTTP/1.1\r\nbroken\r\n\r\n")
        #expect(status(of: text) == "400")
        #expect(text.contains("connection: close"))
        client.channel.embeddedEventLoop.advanceTime(by: .seconds(3))
        #expect(!client.channel.isActive)
    }
}
