import IPC
import JSON
import Testing

@testable import OmniCommand

/// What commands print.
@Suite struct OutputTests {
    @Test func tablesAlign() {
        var table = TextTable(["NAME", "N"], numbers: [1])
        table.add(["a", "1"])
        table.add(["longer", "200"])
        #expect(table.lines == ["NAME      N", "a         1", "longer  200"])
    }

    @Test(arguments: [
        (UInt64(0), "0 B"), (1023, "1023 B"), (1024, "1.0 KiB"), (8_808_038, "8.4 MiB"),
        (5 << 30, "5.0 GiB"), (3 << 40, "3.0 TiB"),
    ])
    func bytes(count: UInt64, text: String) {
        #expect(HumanText.bytes(count) == text)
    }

    @Test(arguments: [
        (Int64(-5), "0s"), (59, "59s"), (61, "1m 1s"), (11_520, "3h 12m"), (90_000, "1d 1h"),
    ])
    func spans(seconds: Int64, text: String) {
        #expect(HumanText.span(seconds: seconds) == text)
    }

    @Test(arguments: [
        (UInt64(0), "0 us"), (999, "999 us"), (1500, "1.5 ms"), (2_000_000, "2.0 s"),
        (59_900_000, "59.9 s"), (59_970_000, "1m 0s"), (90_500_000, "1m 31s"),
        (7_200_000_000, "2h 0m"), (.max, "213503982d 8h"),
    ])
    func latencies(microseconds: UInt64, text: String) {
        #expect(HumanText.latency(microseconds: microseconds) == text)
    }

    private var reports: [DaemonReport] {
        let status = DaemonStatus(
            name: "omni-route", pid: 42, version: "1.2.3", startedUnixUs: 1_000_000, ready: true,
            notes: ["a note"], connections: 3, streams: 1, loopLatencyP50Us: 100,
            loopLatencyP99Us: 4194, loopLatencyMaxUs: 3900, residentBytes: 1 << 20,
            peers: [PeerStatus(name: "logd", state: "connecting")])
        return [
            DaemonReport(daemon: .route, status: status, proportionalBytes: 2048),
            DaemonReport(daemon: .logd, problem: "connect: gone"),
        ]
    }

    @Test func statusTable() {
        let lines = StatusTable.lines(reports, now: 66_000_000)
        #expect(lines.count == 6)
        let fields = lines[1].split(separator: " ")
        #expect(fields.prefix(6) == ["route", "ready", "42", "1.2.3", "1m", "5s"])
        #expect(lines[1].contains("3.9 ms  3.9 ms"))
        #expect(lines[2].contains("unreachable"))
        #expect(
            lines[3...] == [
                "route: a note", "route: peer logd is connecting", "logd: connect: gone",
            ])
    }

    @Test func statusForScripts() throws {
        let root = try JSONDocument(StatusJSON.bytes(reports)).root
        #expect(root["ready"]?.bool == false)
        let daemons = try #require(root["daemons"]?.array)
        #expect(daemons[0]["pid"]?.int == 42)
        #expect(daemons[0]["proportional_bytes"]?.int == 2048)
        #expect(daemons[0]["peers"]?.array?.first?["state"]?.string == "connecting")
        #expect(daemons[1]["state"]?.string == "unreachable")
        #expect(daemons[1]["problem"]?.string == "connect: gone")
    }

    @Test func proportionalSetSize() {
        #expect(
            DaemonReport.proportional("Rss: 9 kB\nPss:     120 kB\nPss_Anon: 3 kB\n") == 122_880)
        #expect(DaemonReport.proportional("nothing") == nil)
    }

    @Test func requestLines() throws {
        let line = #"""
            {"request_id":"req_1","received":"2026-01-01T00:00:00.000Z","model_asked":"mock/m","model_answered":"m","connection_name":"work","status":200,"outcome":"complete","result":"ok","error_code":"","stream":true,"attempts":2,"first_byte_us":1900,"total_us":2002849,"key_name":"laptop","usage":{"source":"estimated","input":4,"output":20},"attempt_records":[{"attempt":1,"status":500,"connection_name":"work","model":"m","total_us":40,"failure":"provider","error_code":"x"}]}
            """#
        #expect(
            RequestLine.text(try JSONDocument(Array(line.utf8)).root) == """
                2026-01-01T00:00:00.000Z  200  mock/m -> work/m  ~4+20 tokens  2002.8 ms  first byte 1.9 ms  ok  2 attempts  key=laptop  req_1
                  attempt 1  500  work/m  0.0 ms  failure: provider  x
                """)
    }

    @Test func requestLinesHideControlCharacters() throws {
        let line = #"{"request_id":"r","model_asked":"a\u001b[31mb\n","status":404,"total_us":100}"#
        let text = RequestLine.text(try JSONDocument(Array(line.utf8)).root)
        #expect(text.contains("a?[31mb?"))
        #expect(!text.contains("\u{1b}"))
    }

    @Test func findings() {
        #expect(Finding.ok("port 1", "free").line == "ok   port 1: free")
        #expect(
            Finding.fail("key", "open to all", hint: "chmod 600").line
                == "fail key: open to all; chmod 600")
    }

    @Test func linesAreCutAtLineFeedsOnly() {
        var lines: [String] = []
        let stream = LineStream(line: { lines.append(String(decoding: $0, as: UTF8.self)) }) { _ in
        }
        for piece in ["ab", "c\nd", "\n\ne"] { stream.receive(Array(piece.utf8).span.bytes) }
        #expect(lines == ["abc", "d", ""])
    }
}
