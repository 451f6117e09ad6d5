import EventLoop
import IPC
import JSON
import Testing

@testable import OmniCommand

/// Following what happens, across connections that end: nothing twice, nothing left out.
@Suite(.timeLimit(.minutes(1))) struct FollowTests {
    /// A management API whose streams of events are written down by the test.
    private final class Script {
        /// What each connection tells, in turn; after the last one there are none.
        var streams: [String] = []
        /// Rows that are in the ledger: their numbers.
        var rows: [UInt64] = []
        /// The `Last-Event-ID` of each connection.
        private(set) var asked: [String?] = []
        private(set) var targets: [String] = []
        var page = "requests"

        func answer(_ request: ManageServer.Request) -> ManageReply? {
            let target = request.head.target
            targets.append(target)
            guard target.hasPrefix("/api/events") else { return list(target) }
            asked.append(request.head.headers.first { $0.name == "last-event-id" }?.value)
            guard !streams.isEmpty else { return ManageReply(status: 503) }
            return ManageReply(
                status: 200, headers: [Header(name: "content-type", value: "text/event-stream")],
                body: Array(streams.removeFirst().utf8))
        }

        private func list(_ target: String) -> ManageReply {
            let isOne = target.contains("limit=1")
            let newest = rows.sorted(by: >).prefix(
                isOne && !target.contains("limit=10") ? 1 : 1_000)
            let data = newest.map { Script.row($0) }.joined(separator: ",")
            return ManageReply(status: 200, body: Array(#"{"data":[\#(data)],"next":null}"#.utf8))
        }

        static func row(_ number: UInt64) -> String { #"{"seq":\#(number),"n":"r\#(number)"}"# }

        static func event(_ number: UInt64) -> String {
            "id: \(number)\nevent: request.finished\ndata: \(row(number))\n\n"
        }
    }

    /// One wait of a follower.
    private static let patience = Duration.milliseconds(100)

    /// Whether a follower may end: it has shown all, or will not any more.
    private func endings() -> (Bool) -> Bool {
        var waits = 0
        return { isDone in
            waits += 1
            return isDone || waits > 100
        }
    }

    private func session(_ server: ManageServer) -> ManageSession {
        ManageSession(DaemonLine(.admin, server.reactor, server.client), patience: .seconds(5))
    }

    /// Follows until so many rows are shown.
    private func follow(_ script: Script, count: Int, filter: [APIPath.Parameter] = []) throws
        -> [Int64]
    {
        let server = try ManageServer(answer: script.answer)
        defer { server.close() }
        let session = session(server)
        let isOver = endings()
        var shown: [Int64] = []
        let follower = RequestFollower(
            session: session, filter: filter, patience: Self.patience
        ) {
            shown.append($0["seq"]?.int ?? -1)
        }
        try follower.run(
            last: 10, of: LogPages(session: session, table: "requests", query: filter)
        ) { isOver(shown.count >= count) }
        return shown
    }

    @Test func goesOnWhereItWasCutOff() throws {
        let script = Script()
        script.rows = [4, 5]
        script.streams = [
            // The last event is cut off, and comes whole with the next connection.
            "id: 5\n\n" + Script.event(6) + "id: 7\nevent: request.finished\ndata: {\"seq\"",
            Script.event(6) + Script.event(7),
            Script.event(8),
        ]
        #expect(try follow(script, count: 5) == [4, 5, 6, 7, 8])
        #expect(script.asked == ["5", "6", "7"])
    }

    @Test func anEmptyLedgerIsLookedAtAgain() throws {
        let script = Script()
        // One comes between the question and the stream of events.
        script.streams = ["id: 1\n\n", Script.event(2)]
        let server = try ManageServer { request in
            let reply = script.answer(request)
            if request.head.target.hasPrefix("/api/events") { script.rows = [1] }
            return reply
        }
        defer { server.close() }
        let session = session(server)
        let isOver = endings()
        var shown: [Int64] = []
        try RequestFollower(session: session, filter: [], patience: Self.patience) {
            shown.append($0["seq"]?.int ?? -1)
        }
        .run(last: 10, of: LogPages(session: session, table: "requests", query: [])) {
            isOver(shown.count >= 2)
        }
        #expect(shown == [1, 2])
        #expect(script.asked == [nil, "1"])
    }

    @Test func aGapIsReadFromThePages() throws {
        let script = Script()
        script.rows = [5]
        script.streams = [
            Script.event(6) + "event: reset\ndata: {}\n\n" + Script.event(12), Script.event(10),
        ]
        let server = try ManageServer { request in
            if request.head.target.hasPrefix("/api/events") { script.rows = [5, 6, 7, 8, 9] }
            return script.answer(request)
        }
        defer { server.close() }
        let session = session(server)
        let isOver = endings()
        var shown: [Int64] = []
        try RequestFollower(session: session, filter: [], patience: Self.patience) {
            shown.append($0["seq"]?.int ?? -1)
        }
        .run(last: 10, of: LogPages(session: session, table: "requests", query: [])) {
            isOver(shown.count >= 6)
        }
        #expect(shown == [5, 6, 7, 8, 9, 10])
        #expect(script.asked == ["5", "9"])
    }

    @Test func manyAtOnceAreReadFromThePages() throws {
        let script = Script()
        script.rows = [1]
        script.streams = [
            "event: request.many\ndata: {\"count\":2}\n\n" + Script.event(3) + Script.event(4)
        ]
        let server = try ManageServer { request in
            if request.head.target.hasPrefix("/api/events") { script.rows = [1, 2, 3] }
            return script.answer(request)
        }
        defer { server.close() }
        let session = session(server)
        let isOver = endings()
        var shown: [Int64] = []
        try RequestFollower(session: session, filter: [], patience: Self.patience) {
            shown.append($0["seq"]?.int ?? -1)
        }
        .run(last: 10, of: LogPages(session: session, table: "requests", query: [])) {
            isOver(shown.count >= 4)
        }
        #expect(shown == [1, 2, 3, 4])
    }

    @Test func theServerFilters() throws {
        let script = Script()
        script.rows = [1]
        script.streams = [Script.event(2)]
        _ = try follow(script, count: 2, filter: [("key", "a b"), ("result", "failed")])
        #expect(
            script.targets.contains(
                "/api/events?key=a%20b&result=failed&topics=request.finished"))
    }

    @Test func anOutageIsToldOnceAndItsEnd() throws {
        let script = Script()
        script.rows = [4]
        var refusals = 3
        let server = try ManageServer { request in
            guard request.head.target.hasPrefix("/api/events"), refusals > 0 else {
                return script.answer(request)
            }
            refusals -= 1
            if refusals == 0 { script.streams = [Script.event(5)] }
            return ManageReply(
                status: 503,
                body: Array(#"{"error":{"code":"busy","message":"32 streams are open."}}"#.utf8))
        }
        defer { server.close() }
        let session = session(server)
        let isOver = endings()
        var told: [String] = []
        var shown: [Int64] = []
        try RequestFollower(
            session: session, filter: [], patience: Self.patience, remark: { told.append($0) }
        ) { shown.append($0["seq"]?.int ?? -1) }
        .run(last: 1, of: LogPages(session: session, table: "requests", query: [])) {
            isOver(shown.count >= 2)
        }
        #expect(shown == [4, 5])
        #expect(
            told == [
                "nothing new is shown for now: 32 streams are open; trying again",
                "what is new is shown again",
            ])
    }

    @Test func aRefusalEndsIt() throws {
        let server = try ManageServer { request in
            request.head.target.hasPrefix("/api/events")
                ? ManageReply(
                    status: 403,
                    body: Array(#"{"error":{"code":"insufficient_scope","message":"No."}}"#.utf8))
                : ManageReply(status: 200, body: Array(#"{"data":[],"next":null}"#.utf8))
        }
        defer { server.close() }
        let session = session(server)
        let error = try #require(throws: CommandFailure.self) {
            try RequestFollower(session: session, filter: [], patience: Self.patience) { _ in }
                .run(last: 1, of: LogPages(session: session, table: "requests", query: []))
        }
        #expect(error.status == 77 && error.message == "No")
    }

    @Test func linesOfTheConsoleComeOnce() throws {
        func line(_ number: Int) -> String { #"{"time":"t\#(number)","message":"m"}"# }
        func event(_ number: Int) -> String {
            "event: console.line\ndata: \(line(number))\n\n"
        }
        var kept = [1, 2]
        var streams = [event(2) + event(3), event(3) + event(5)]
        let server = try ManageServer { request in
            guard request.head.target.hasPrefix("/api/events") else {
                let data = kept.sorted(by: >).map(line).joined(separator: ",")
                return ManageReply(
                    status: 200, body: Array(#"{"data":[\#(data)],"next":null}"#.utf8))
            }
            guard !streams.isEmpty else { return ManageReply(status: 503) }
            // While no connection was there another one came.
            kept = streams.count == 1 ? [1, 2, 3, 4] : [1, 2]
            return ManageReply(status: 200, body: Array(streams.removeFirst().utf8))
        }
        defer { server.close() }
        let session = session(server)
        let isOver = endings()
        var shown: [String] = []
        try ConsoleFollower(session: session, filter: [], patience: Self.patience) {
            shown.append($0.shown("time"))
        }
        .run(last: 2, of: LogPages(session: session, table: "console", query: [])) {
            isOver(shown.count >= 5)
        }
        #expect(shown == ["t1", "t2", "t3", "t4", "t5"])
    }

    @Test func knownLinesAreBounded() throws {
        var lines = RecentLines(limit: 2)
        let rows = try (0..<3).map {
            try JSONDocument(Array(#"{"time":"\#($0)","id":"x"}"#.utf8)).root
        }
        #expect(lines.isNew(rows[0]) && lines.isNew(rows[1]) && !lines.isNew(rows[0]))
        #expect(lines.isNew(rows[2]) && lines.isNew(rows[0]) && !lines.isNew(rows[2]))
    }

    @Test func pagesAreFollowedToTheEnd() throws {
        let server = try ManageServer { request in
            let target = request.head.target
            let cursor = target.split(separator: "=").last.map(String.init) ?? ""
            let start = target.contains("cursor") ? Int(cursor) ?? 0 : 2_500
            let limit = target.contains("limit=1000") ? 1_000 : 500
            let rows = (max(0, start - limit)..<start).reversed().map { #"{"seq":\#($0)}"# }
            let next = start > limit ? "\"\(start - limit)\"" : "null"
            return ManageReply(
                status: 200,
                body: Array(#"{"data":[\#(rows.joined(separator: ","))],"next":\#(next)}"#.utf8))
        }
        defer { server.close() }
        let pages = LogPages(session: session(server), table: "requests", query: [])
        let rows = try pages.newest(100_000)
        #expect(rows.compactMap { $0["seq"]?.int } == Array(0..<2_500))
        #expect(try pages.newest(10_000) { ($0["seq"]?.int ?? 0) >= 2_400 }.count == 100)
    }

    @Test func aPageWithoutRowsIsNotTheEnd() throws {
        // Its time was over before it had found any.
        let server = try ManageServer { request in
            let isFirst = !request.head.target.contains("cursor")
            let body =
                isFirst ? #"{"data":[],"next":"r-7"}"# : #"{"data":[{"seq":3}],"next":null}"#
            return ManageReply(status: 200, body: Array(body.utf8))
        }
        defer { server.close() }
        let rows = try LogPages(session: session(server), table: "requests", query: []).newest(10)
        #expect(rows.compactMap { $0["seq"]?.int } == [3])
    }

    @Test func aSinkThatFailsEndsADownload() throws {
        let large = [UInt8](repeating: UInt8(ascii: "x"), count: 700_000)
        let server = try ManageServer { _ in ManageReply(status: 200, body: large) }
        defer { server.close() }
        var pieces = 0
        let error = try #require(throws: CommandFailure.self) {
            try ManageDownload(session(server)).run("/api/logs/calls/export") {
                bytes throws(CommandFailure) in
                pieces += 1
                throw CommandFailure(.temporary, "cannot write")
            }
        }
        #expect(error.status == 75 && pieces == 1)
    }

    @Test func downloadsAreHandedOnAsTheyCome() throws {
        let large = [UInt8](repeating: UInt8(ascii: "x"), count: 700_000)
        let server = try ManageServer { request in
            request.head.target.hasPrefix("/api/logs/calls")
                ? ManageReply(status: 200, body: large)
                : ManageReply(status: 404, body: Array(#"{"error":{"message":"No."}}"#.utf8))
        }
        defer { server.close() }
        let session = session(server)
        var received: [UInt8] = []
        try ManageDownload(session).run("/api/logs/calls/export") { received += $0 }
        #expect(received == large)
        let error = try #require(throws: CommandFailure.self) {
            try ManageDownload(session).run("/api/logs/bodies/export") { received += $0 }
        }
        #expect(error.status == 1 && received.count == large.count)
    }
}
