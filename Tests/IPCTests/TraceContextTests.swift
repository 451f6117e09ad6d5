import Testing

@testable import IPC

@Suite struct TraceContextTests {
    private static let parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    private static let traceID: [UInt8] = [
        0x0a, 0xf7, 0x65, 0x19, 0x16, 0xcd, 0x43, 0xdd, 0x84, 0x48, 0xeb, 0x21, 0x1c, 0x80, 0x31,
        0x9c,
    ]

    @Test func theExampleOfTheStandard() throws {
        let parent = try #require(TraceContext.parent(Self.parent))
        #expect(parent.traceID == Self.traceID)
        #expect(parent.spanID == [0xb7, 0xad, 0x6b, 0x71, 0x69, 0x20, 0x33, 0x31])
        #expect(parent.isSampled)
        let unsampled = TraceContext.parent(Self.parent.dropLast(2) + "00")
        #expect(unsampled?.isSampled == false)
        // Other flags mean nothing to version 0.
        #expect(TraceContext.parent(Self.parent.dropLast(2) + "fe")?.isSampled == false)
    }

    @Test(arguments: [
        "", "00", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0",
        // Version 0 ends here.
        parent + "-", parent + "-00", parent + "0",
        "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
        "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b716920333g-01",
        "00_0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "0x-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0x",
        " 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01.what",
    ])
    func whatIsNoParent(text: String) {
        #expect(TraceContext.parent(text) == nil)
    }

    @Test(arguments: ["", "-", "-what-the-future-brings"])
    func laterVersionsMayGoOn(rest: String) {
        let text = "cc" + Self.parent.dropFirst(2) + rest
        #expect(TraceContext.parent(text)?.traceID == Self.traceID)
    }

    @Test func aClientsTraceGoesOn() {
        let trace = TraceContext.trace(
            parents: [Self.parent], states: ["a=1", "b=2"], requestID: "r", receivedUnixUs: 1,
            permille: 0)
        #expect(trace.traceID == Self.traceID && trace.sampled && trace.state == "a=1,b=2")
        #expect(TraceContext.text(trace, spanID: trace.parentSpanID) == Self.parent)
        let silent = TraceContext.trace(
            parents: [Self.parent.dropLast(2) + "00"], states: [], requestID: "r",
            receivedUnixUs: 1, permille: 1000)
        // The client has an opinion.
        #expect(!silent.sampled)
    }

    @Test func withoutOneATraceBegins() {
        func trace(_ parents: [String], permille: UInt32) -> Trace {
            TraceContext.trace(
                parents: parents, states: ["a=1"], requestID: "req_1", receivedUnixUs: 17,
                permille: permille)
        }
        let own = trace([], permille: 0)
        #expect(own.traceID.count == 16 && own.parentSpanID.isEmpty && own.state.isEmpty)
        #expect(!own.sampled && trace([], permille: 1000).sampled)
        // The same request has the same trace, another one another.
        #expect(own.traceID == SpanID.trace(request: "req_1", receivedUnixUs: 17))
        #expect(own.traceID != SpanID.trace(request: "req_1", receivedUnixUs: 18))
        // Two parents are none.
        #expect(trace([Self.parent, Self.parent], permille: 0) == own)
        #expect(trace(["00-broken"], permille: 0) == own)
    }

    @Test func aShareIsSampled() {
        let sampled = (0..<20_000).count { number in
            TraceContext.isSampled(
                SpanID.trace(request: "req_\(number)", receivedUnixUs: 0), permille: 250)
        }
        #expect(abs(sampled - 5000) < 400)
        let one = SpanID.trace(request: "req", receivedUnixUs: 0)
        // What is sampled at a share is sampled at every larger one.
        let from = (0...1000).first { TraceContext.isSampled(one, permille: $0) } ?? 1001
        #expect((from...1000).allSatisfy { TraceContext.isSampled(one, permille: $0) })
    }

    @Test func spansHaveNamesThatDiffer() {
        let trace = Self.traceID
        func id(
            _ trace: [UInt8], _ request: String, _ received: Int64, _ attempt: UInt32,
            _ name: StaticString
        ) -> [UInt8] {
            SpanID.of(
                trace: trace, request: request, receivedUnixUs: received, attempt: attempt,
                name: name)
        }
        let spans = [
            id(trace, "r", 5, 0, "request"), id(trace, "r", 5, 1, "attempt"),
            id(trace, "r", 5, 2, "attempt"), id(trace, "r", 5, 1, "decision"),
            id(trace, "s", 5, 1, "attempt"), id(trace, "r", 6, 1, "attempt"),
            id(trace.reversed(), "r", 5, 1, "attempt"),
        ]
        #expect(Set(spans).count == spans.count && spans.allSatisfy { $0.count == 8 })
        #expect(spans[1] == id(trace, "r", 5, 1, "attempt"))
    }
}

@Suite struct TraceStateTests {
    private func kept(_ values: String..., bytes: Int = 512) -> String {
        TraceState.kept(values, bytes: bytes)
    }

    @Test func listsStayAsTheyCame() {
        #expect(
            kept("rojo=00f067aa0ba902b7,congo=t61rcWkgMzE")
                == "rojo=00f067aa0ba902b7,congo=t61rcWkgMzE")
        #expect(kept("a=1 ,\t b=2,,") == "a=1 ,\t b=2,,")
        #expect(kept("a=1", "b=2") == "a=1,b=2")
        #expect(kept("0tenant@sys=x y", "a/b*c-d_e=~") == "0tenant@sys=x y,a/b*c-d_e=~")
        #expect(kept() == "" && kept("") == "" && kept(",,") == ",,")
    }

    @Test(arguments: [
        "a", "=1", "a=", "A=1", "0a=1", "a=1=2", "a=1,a=2", "a=\u{7f}", "a=ä", "a b=1", "@x=1",
        "x@=1", "x@0y=1", "a=1,b",
    ])
    func whatIsNoListIsDropped(text: String) {
        #expect(kept(text) == "")
    }

    @Test func thereAreAtMost32() {
        let most = (0..<32).map { "k\($0)=v" }.joined(separator: ",")
        #expect(kept(most) == most && kept(most + ",z=1") == "")
    }

    @Test func longOnesGoFirst() {
        let long = "l=" + String(repeating: "x", count: 200)
        let short = (0..<8).map { "k\($0)=" + String(repeating: "y", count: 50) }
        let all = ([short[0], long] + short.dropFirst()).joined(separator: ",")
        #expect(kept(all) == short.joined(separator: ","))
        // Then the last ones.
        #expect(kept(all, bytes: 160) == short.prefix(2).joined(separator: ","))
        #expect(kept(String(repeating: "a=1,", count: 1000)) == "")
    }
}

@Suite struct ClientProgramTests {
    @Test(
        arguments: [
            ("claude-cli/2.1.0 (external, cli)", "claude-cli/2.1.0"),
            ("OpenAI/Python 1.51.0", "OpenAI/Python"), ("curl/8.5.0", "curl/8.5.0"),
            ("curl", "curl"), ("", ""), ("(nothing)", ""), ("/1.0", ""), ("a//b", "a"),
            ("  codex_cli_rs/0.40.0", "codex_cli_rs/0.40.0"), ("a/b/c", "a/b"),
            ("evil\"<script>", "evil"), ("naïve/1", "na"), ("x/", "x"),
        ])
    func theFirstProduct(agent: String, name: String) {
        #expect(ClientProgram.name(agent) == name)
    }

    @Test func itIsShort() {
        #expect(ClientProgram.name(String(repeating: "a", count: 500)).utf8.count == 64)
    }
}
