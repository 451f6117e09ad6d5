import IPC
import JSON
import Testing

@testable import OmniCommand

/// Pictures of `omniroute top`.
@Suite struct TopTests {
    private func value(_ text: String) throws -> JSONValue {
        try JSONDocument(Array(text.utf8)).root
    }

    private func state() throws -> TopState {
        var state = TopState()
        state.daemons = DaemonName.alwaysOn.map { DaemonReport(daemon: $0) }
        state.daemons[0].status = DaemonStatus(
            name: "ingress", pid: 1, version: "1", startedUnixUs: 0, ready: true)
        state.connections = [
            try value(#"{"name":"idle","state":"ready"}"#),
            try value(#"{"name":"busy","state":"cooling","open":2}"#),
        ]
        state.usage = [
            try value(
                #"{"connection":"busy","requests":200,"ok":150,"cost_usd":"0.5","percentiles":{"total":{"p50":1500,"p95":2000000}}}"#
            )
        ]
        state.live.told(try live(3))
        state.ticked(try value(#"{"requests":12,"failed":1,"broken":0,"input":500,"output":60}"#))
        for number in 1...3 {
            state.finished(try value(#"{"request_id":"req_\#(number)","status":200}"#))
        }
        return state
    }

    /// Requests under way, the oldest first.
    private func live(_ count: Int, running: Int? = nil, unlisted: Int = 0) throws -> JSONValue {
        let rows = (0..<count).map { number in
            """
            {"request_id":"live_\(number)","age_us":\(90_000_000 - number * 1_000_000),\
            "state":"\(number == 1 ? "waiting" : "first_token")","model_asked":"best",\
            "connection_name":"busy","model":"m","key_name":"laptop","dialect":"openai-chat",\
            "attempts":1,"first_token_us":null,"bytes_sent":\(number * 1024),"events":5,\
            "silent_us":\(number == 2 ? "null" : "\(number * 1_000_000)")}
            """
        }
        return try value(
            """
            {"data":[\(rows.joined(separator: ","))],"running":\(running ?? count),\
            "matching":\(running ?? count),"unlisted":\(unlisted)}
            """)
    }

    private func lines(_ size: TopFrame.Size, _ paint: Paint = .none) throws -> [String] {
        TopFrame(state: try state(), now: 3_600_000_000, paint: paint).lines(size)
    }

    @Test(
        "requests without a known price are not shown as free",
        arguments: [
            (#""cost_usd":"0","unknown_cost":3"#, "unknown"),
            (#""cost_usd":"0.5","unknown_cost":3"#, "$0.5000 + ?"),
            (#""cost_usd":"0.5","unknown_cost":0"#, "$0.5000"),
        ])
    func unknownCosts(_ sums: String, _ shown: String) throws {
        var state = try state()
        state.usage = [try value(#"{"connection":"busy","requests":3,"ok":3,\#(sums)}"#)]
        let lines = TopFrame(state: state, now: 3_600_000_000, paint: .none)
            .lines(TopFrame.Size(columns: 200, rows: 60))
        let line = try #require(lines.first { $0.hasPrefix("busy") })
        #expect(line.hasSuffix(shown), "\(line)")
    }

    @Test func aPictureHasAll() throws {
        let lines = try lines(TopFrame.Size(columns: 200, rows: 60))
        #expect(
            lines[0]
                == "omniroute top  1970-01-01T01:00:00Z  3 running  12 requests/s  1 failed/s  500+60 tokens/s"
        )
        #expect(lines.contains { $0.hasPrefix("ingress    ready") && $0.hasSuffix("1h 0m") })
        #expect(lines.contains { $0.hasPrefix("route      unreachable") })
        let busy = try #require(lines.firstIndex { $0.hasPrefix("busy") })
        let idle = try #require(lines.firstIndex { $0.hasPrefix("idle") })
        #expect(busy < idle)
        #expect(
            lines[busy].split(separator: " ").prefix(5) == ["busy", "cooling", "2", "200", "75"])
        #expect(lines[busy].contains("1.5 ms") && lines[busy].hasSuffix("$0.5000"))
        #expect(lines.last?.hasSuffix("req_1") == true)
        #expect(lines[lines.count - 3].hasSuffix("req_3"))
    }

    @Test(arguments: [1, 5, 10, 12, 18, 24])
    func itFitsTheTerminal(rows: Int) throws {
        let lines = try lines(TopFrame.Size(columns: 30, rows: rows))
        #expect(lines.count <= rows)
        #expect(lines.allSatisfy { $0.count <= 30 })
    }

    @Test func whatCannotBeHadIsToldBesideTheRest() throws {
        let server = try ManageServer { request in
            let target = request.head.target
            // Route and logd hang.
            if target.hasPrefix("/api/resilience") || target.hasPrefix("/api/live") {
                return ManageReply(
                    status: 503, body: Array(#"{"error":{"message":"omni-route hangs."}}"#.utf8))
            }
            if target.hasPrefix("/api/usage") { return nil }
            return ManageReply(
                status: 200, body: Array(#"{"data":[{"request_id":"req_1"}],"next":null}"#.utf8))
        }
        defer { server.close() }
        let session = ManageSession(
            DaemonLine(.admin, server.reactor, server.client), patience: .milliseconds(50))
        var state = TopState()
        TopSession.fill(&state, session)
        #expect(state.requests.count == 1)
        #expect(state.troubles.count == 2)
        #expect(state.troubles.first == "requests under way, connections: omni-route hangs")
        #expect(state.troubles.last?.hasPrefix("sums: omni-admin did not answer in time") == true)
        let lines = TopFrame(state: state, now: 0, paint: .none).lines(TopFrame.Size())
        #expect(lines[1] == "requests under way, connections: omni-route hangs")
        #expect(lines.last?.hasSuffix("req_1") == true)
        state.tell(.live, nil)
        #expect(state.troubles.first == "connections: omni-route hangs")
    }

    @Test func colorsTakeNoRoom() throws {
        let line = Paint(isOn: true)("abcdef", .bad)
        #expect(TopFrame.cut(line, 3) == "\u{1B}[31mabc\u{1B}[0m")
        #expect(TopFrame.cut("abc", 3) == "abc")
    }

    @Test func requestsUnderWayAreATable() throws {
        let lines = try lines(TopFrame.Size(columns: 200, rows: 60))
        let title = try #require(lines.firstIndex { $0.hasPrefix("LIVE REQUESTS") })
        #expect(lines[title] == "LIVE REQUESTS  oldest first, 1-3 of 3")
        #expect(
            lines[title + 1].split(separator: " ") == [
                "AGE", "STATE", "MODEL", "TRY", "FIRST", "SENT", "SILENT", "KEY", "EVENTS",
                "DIALECT", "REQUEST",
            ])
        #expect(
            lines[title + 2].split(separator: " ", omittingEmptySubsequences: true) == [
                "1m", "30s", "first", "token", "best", "->", "busy/m", "1", "-", "0", "B", "0.0",
                "s", "laptop", "5", "openai-chat", "live_0",
            ])
        #expect(lines[title + 4].contains(" -  laptop"))
    }

    @Test(arguments: [
        (30, ["AGE", "STATE", "MODEL"]), (70, ["AGE", "STATE", "MODEL", "REQUEST"]),
        (80, ["AGE", "STATE", "MODEL", "SILENT", "REQUEST"]),
        (100, ["AGE", "STATE", "MODEL", "FIRST", "SENT", "SILENT", "REQUEST"]),
        (120, ["AGE", "STATE", "MODEL", "FIRST", "SENT", "SILENT", "KEY", "REQUEST"]),
    ])
    func narrowTerminalsLoseColumns(columns: Int, headings: [String]) throws {
        let table = LiveTable(columns: columns, .none)
        #expect(table.heading.split(separator: " ").map(String.init) == headings)
        // Whatever is in a row, its columns stand where they stood.
        let empty = table.text(try value("{}"))
        let full = table.text(try #require(try live(1)["data"]?.array?.first))
        #expect(empty.firstIndex(of: "-") != nil && !full.isEmpty)
        #expect(columns == 30 || full.count <= columns)
    }

    @Test func tonesSayWhatIsWorthALook() throws {
        let table = LiveTable(columns: 100, Paint(isOn: true))
        func tone(_ row: String) throws -> String { String(table.text(try value(row)).prefix(5)) }
        #expect(try tone(#"{"state":"waiting"}"#) == "\u{1B}[33m")
        #expect(try tone(#"{"state":"answering","silent_us":10000000}"#) == "\u{1B}[33m")
        #expect(try tone(#"{"state":"answering","silent_us":9000000}"#).hasPrefix(" "))
        #expect(try tone(#"{"state":"finishing"}"#).hasPrefix("\u{1B}[2m"))
    }

    @Test func theyAreSortedAndScrolled() throws {
        var rows = LiveRows()
        #expect(rows.running == nil && rows.visible(5).rows.isEmpty)
        rows.told(try live(20, running: 30, unlisted: 2))
        #expect(rows.running == 32 && rows.unlisted == 2)
        func first() -> String? { rows.visible(5).rows.first?["request_id"]?.string }
        #expect(first() == "live_0")
        rows.scroll(by: 3)
        #expect(first() == "live_3" && rows.visible(5).first == 3)
        rows.scroll(by: 100)
        // Never beyond what fills the room.
        #expect(first() == "live_15" && rows.visible(5).rows.count == 5)
        rows.sort()
        #expect(rows.order == .newest && first() == "live_19")
        rows.scroll(by: -5)
        #expect(rows.offset == 0)
        rows.sort()
        #expect(rows.order == .silent && first() == "live_19")
        #expect(rows.visible(20).rows.last?["request_id"]?.string == "live_2")
        rows.sort()
        #expect(rows.order == .largest && first() == "live_19")
        rows.sort()
        #expect(rows.order == .oldest)
        rows.scroll(by: 9)
        rows.told(try live(4))
        #expect(rows.offset == 3 && first() == "live_0")
        rows.lost()
        #expect(rows.running == nil && rows.offset == 0 && first() == nil)
    }

    @Test func whatIsNotListedIsSaid() throws {
        var state = try state()
        state.live.told(try live(3, running: 1_203, unlisted: 2))
        let lines = TopFrame(state: state, now: 0, paint: .none)
            .lines(TopFrame.Size(columns: 200, rows: 60))
        #expect(lines[0].contains("  1205 running  "))
        #expect(
            lines.contains(
                "LIVE REQUESTS  oldest first, 1-3 of 1,203, the 3 oldest are listed, 2 more with a process that was renewed"
            ))
    }

    @Test func theNewestRequestsKeepSomeRows() throws {
        var state = try state()
        state.live.told(try live(400))
        let lines = TopFrame(state: state, now: 0, paint: .none)
            .lines(TopFrame.Size(columns: 80, rows: 24))
        #expect(lines.count == 24 && lines.contains("NEWEST REQUESTS"))
        #expect(lines.last?.hasSuffix("req_3") == true || lines.last?.hasSuffix("req_2") == true)
        #expect(lines.contains { $0.hasPrefix("LIVE REQUESTS") })
    }

    static let keys: [(String, [TopKey])] = [
        ("q", [.end]), ("\u{3}", [.end]), ("s", [.sort]),
        ("jjk", [.scroll(1), .scroll(1), .scroll(-1)]),
        ("\u{1B}[A\u{1B}[B", [.scroll(-1), .scroll(1)]), ("\u{1B}OA", [.scroll(-1)]),
        ("\u{1B}[5~s\u{1B}[6~", [.scroll(-LiveRows.page), .sort, .scroll(LiveRows.page)]),
        (" ", [.scroll(LiveRows.page)]), ("xyz", []), ("\u{1B}[3q", []), ("\u{1B}", []), ("", []),
    ]

    @Test(arguments: keys)
    func keysAreRead(text: String, keys: [TopKey]) {
        #expect(TopKey.read(Array(text.utf8)) == keys)
    }

    @Test func requestsAreBounded() throws {
        var state = TopState()
        for _ in 0..<1_000 { state.finished(try value("{}")) }
        #expect(state.requests.count == TopState.requestsKept)
    }
}
