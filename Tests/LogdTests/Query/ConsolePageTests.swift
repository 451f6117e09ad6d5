import IPC
import JSON
import Testing

@testable import Logd

@Suite("pages of console lines")
struct ConsolePageTests {
    private func record(_ number: Int, _ level: LogLevel = .levelInfo) -> ConsoleRecord {
        ConsoleRecord(
            unixUs: Samples.received + Int64(number) * 1_000_000,
            daemon: number % 2 == 0 ? "omni-route" : "omni-egress", pid: 7, level: level,
            message: "line \(number)",
            fields: [LogField(name: "request_id", value: "req-\(number % 3)")])
    }

    private func page(
        _ ledger: RandomLedger, _ filter: LedgerFilter = LedgerFilter(), cursor: String = "",
        limit: UInt32 = 10
    ) throws -> (lines: [String], next: String?) {
        let message = LedgerPage(table: .console, filter: filter, cursor: cursor, limit: limit)
        let answer = try PageAnswer(
            PageQuestion(message), ledger.snapshot, LedgerReader(), clock: { 0 })
        let document = try JSONDocument(answer.bytes)
        let rows = document["data"]?.array ?? []
        return (rows.compactMap { $0["message"]?.string }, document["next"]?.string)
    }

    @Test("from the newest on, each line once, across files that are rotated meanwhile")
    func pages() throws {
        let ledger = try RandomLedger()
        try ledger.ledger.apply(LedgerSettings(consoleFileBytes: 1, consoleFiles: 7))
        let before = 3_000
        for start in stride(from: 0, to: before, by: 100) {
            try ledger.commit(
                records: (start..<start + 100).map { Record(entry: .console(record($0))) })
        }
        var lines: [String] = []
        var cursor = ""
        var round = 0
        while true {
            let found = try page(ledger, cursor: cursor, limit: 170)
            lines += found.lines
            // Others are written; some of them begin another file.
            try ledger.commit(
                records: (0..<40).map {
                    Record(entry: .console(record(before + round * 40 + $0)))
                })
            round += 1
            guard let next = found.next, round < 200 else { break }
            cursor = next
        }
        let expected = (0..<before).reversed().map { "line \($0)" }
        #expect(Set(lines).count == lines.count)
        #expect(lines == Array(expected.prefix(lines.count)))
        #expect(lines.count > 500)
    }

    @Test("by level, daemon, time, request and text")
    func filters() throws {
        let ledger = try RandomLedger()
        for number in 0..<9 {
            let level: LogLevel = number == 4 ? .levelError : .levelInfo
            try ledger.commit(records: [Record(entry: .console(record(number, level)))])
        }
        #expect(try page(ledger, LedgerFilter(minLevel: .levelWarning)).lines == ["line 4"])
        #expect(
            try page(ledger, LedgerFilter(daemons: ["omni-egress"])).lines
                == ["line 7", "line 5", "line 3", "line 1"])
        #expect(
            try page(ledger, LedgerFilter(requestID: "req-2")).lines == [
                "line 8", "line 5", "line 2",
            ])
        #expect(try page(ledger, LedgerFilter(search: "LINE 6")).lines == ["line 6"])
        let from = Samples.received + 2_000_000
        #expect(
            try page(ledger, LedgerFilter(fromUnixUs: from, untilUnixUs: from + 2_000_000)).lines
                == ["line 3", "line 2"])
    }

    @Test(
        "what a line says is searched, as written and as just written, and not its frame",
        arguments: [
            ("level", false), ("daemon", false), ("omni-route", false), ("2026-01", false),
            ("\":\"", false), ("said \"NO\"", true), ("C:\\tmp", true), ("one\ntwo", true),
            ("päth", true), ("DETAIL", true), ("a\tb", true), ("\\n", false),
        ])
    func searched(text: String, isThere: Bool) throws {
        let ledger = try RandomLedger()
        let record = ConsoleRecord(
            unixUs: Samples.received, daemon: "omni-route", pid: 7, level: .levelInfo,
            message: "they said \"no\" to C:\\tmp",
            fields: [
                LogField(name: "detail", value: "one\ntwo"), LogField(name: "päth", value: "a\tb"),
            ])
        try ledger.commit(records: [Record(entry: .console(record))])
        let filter = LedgerFilter(search: text)
        #expect(try page(ledger, filter).lines.count == (isThere ? 1 : 0))
        #expect(ConsoleMatch.matches(filter, record) == isThere)
    }

    @Test("a cut line is passed over, and a strange cursor finds nothing")
    func damaged() throws {
        let ledger = try RandomLedger()
        try ledger.commit(records: [Record(entry: .console(record(1)))])
        let path = try #require(ledger.ledger.consoleFiles.first)
        let name = String(path.dropFirst(ledger.folder.path.count + 1))
        let whole = try ledger.folder.read(name)
        try ledger.folder.write(name, whole + Array("{\"time\":\"2026\n".utf8) + whole.dropLast(9))
        #expect(try page(ledger).lines == ["line 1"])
        #expect(try page(ledger, cursor: "c-1-99999999").lines == [])
    }
}
