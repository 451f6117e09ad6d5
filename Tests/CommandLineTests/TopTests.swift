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
        var door = DaemonStatus(
            name: "ingress", pid: 1, version: "1", startedUnixUs: 0, ready: true)
        door.peers = [PeerStatus(name: "translate", state: "connected", streams: 3)]
        state.daemons[0].status = door
        state.connections = [
            try value(#"{"name":"idle","state":"ready"}"#),
            try value(#"{"name":"busy","state":"cooling","in_flight":2}"#),
        ]
        state.usage = [
            try value(
                #"{"connection":"busy","requests":200,"ok":150,"cost_usd":"0.5","percentiles":{"total":{"p50":1500,"p95":2000000}}}"#
            )
        ]
        state.ticked(try value(#"{"requests":12,"failed":1,"broken":0,"input":500,"output":60}"#))
        for number in 1...3 {
            state.finished(try value(#"{"request_id":"req_\#(number)","status":200}"#))
        }
        return state
    }

    private func lines(_ size: TopFrame.Size, _ paint: Paint = .none) throws -> [String] {
        TopFrame(state: try state(), now: 3_600_000_000, paint: paint).lines(size)
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

    @Test func colorsTakeNoRoom() throws {
        let line = Paint(isOn: true)("abcdef", .bad)
        #expect(TopFrame.cut(line, 3) == "\u{1B}[31mabc\u{1B}[0m")
        #expect(TopFrame.cut("abc", 3) == "abc")
    }

    @Test func requestsAreBounded() throws {
        var state = TopState()
        for _ in 0..<1_000 { state.finished(try value("{}")) }
        #expect(state.requests.count == TopState.requestsKept)
    }
}
