import IPC
import Store
import Testing

@testable import Logd

@Suite("queries of the log")
struct LogQueryTests {
    let folder: TemporaryFolder
    let journal: Journal
    let queries: LogQueries
    let reader = Reader()

    init() throws {
        folder = try TemporaryFolder()
        journal = folder.journal()
        queries = LogQueries(journal)
    }

    private func pipe(credit: UInt32 = 1 << 20) -> Pipe { Pipe(queries, credit: credit) }

    /// Stores requests named by letters, at the given times.
    private func store(_ producer: String, _ rows: [(String, Int64)]) throws {
        let records = rows.map { Record(entry: .request(Samples.request($0.0, at: $0.1))) }
        let report = try journal.commit([Samples.batch(producer, from: 1, records)])
        queries.committed(report.changed)
    }

    @Test("shows the last rows by the time they were received, oldest first, then ends")
    func last() throws {
        try store("p", [("c", 30), ("a", 10), ("d", 40), ("b", 20), ("d2", 40)])
        let pipe = pipe()
        pipe.ask(LogQuery(limit: 3), reader)
        #expect(reader.answered && reader.ended)
        #expect(reader.ids == ["c", "d", "d2"])
        #expect(queries.count == 0)
    }

    @Test("shows all when there are fewer, and none when there is none", arguments: [5, 0])
    func fewer(count: Int) throws {
        try store("p", (0..<count).map { ("r\($0)", Int64($0)) })
        let pipe = pipe()
        pipe.ask(LogQuery(limit: 10), reader)
        #expect(reader.ids.count == count && reader.ended)
    }

    @Test("many rows pass a small window, each once")
    func pages() throws {
        try store("p", (0..<1050).map { ("r\($0)", Int64($0 / 7)) })
        let pipe = pipe(credit: 3000)
        pipe.ask(LogQuery(limit: 1000), reader)
        #expect(reader.ids == (50..<1050).map { "r\($0)" })
        #expect(reader.ended)
    }

    @Test("without a number shows the usual count")
    func usual() throws {
        try store("p", (0..<150).map { ("r\($0)", Int64($0)) })
        let pipe = pipe()
        pipe.ask(LogQuery(), reader)
        #expect(reader.ids.count == Limits.queryRows)
    }

    @Test("one request comes with its attempts, whichever came first")
    func one() throws {
        _ = try journal.commit([
            Samples.batch("t", from: 1, [Record(entry: .attempt(Samples.attempt("a", 2)))]),
            Samples.batch("t", from: 2, [Record(entry: .attempt(Samples.attempt("a", 1)))]),
        ])
        try store("p", [("a", 10), ("b", 20)])
        let pipe = pipe()
        pipe.ask(LogQuery(requestID: "a", limit: 1), reader)
        #expect(reader.ids == ["a"] && reader.ended)
        let line = try #require(reader.lines.first)
        #expect(line.contains(#""attempt_records":[{"attempt":1,"#))
        #expect(line.contains(#",{"attempt":2,"#))
        let none = Reader()
        pipe.ask(LogQuery(requestID: "z"), none)
        #expect(none.lines.isEmpty && none.ended)
    }

    @Test("a follower gets the last rows, then each row after its commit")
    func follow() throws {
        try store("p", [("a", 10), ("b", 20)])
        let pipe = pipe()
        pipe.ask(LogQuery(limit: 1, follow: true), reader)
        #expect(reader.ids == ["b"] && !reader.ended)
        #expect(journal.collecting)
        try store("q", [("c", 5), ("d", 40)])
        pipe.run()
        #expect(reader.ids == ["b", "c", "d"])
        reader.stream?.reset(.cancelled)
        pipe.run()
        #expect(queries.count == 0 && !journal.collecting)
    }

    @Test("a follower without a number gets new rows only")
    func followNew() throws {
        try store("p", [("a", 10)])
        let pipe = pipe()
        pipe.ask(LogQuery(follow: true), reader)
        try store("q", [("b", 5)])
        pipe.run()
        #expect(reader.ids == ["b"])
    }

    @Test("a follower of one request hears of no other")
    func followOne() throws {
        let pipe = pipe()
        pipe.ask(LogQuery(requestID: "x", follow: true), reader)
        try store("p", [("a", 10), ("x", 20)])
        pipe.run()
        #expect(reader.ids == ["x"])
        #expect(reader.lines[0].contains("attempt_records"))
    }

    @Test("rows that come while older ones are shown come after them, each once")
    func followWhileReading() throws {
        try store("p", (0..<300).map { ("r\($0)", Int64($0)) })
        let pipe = pipe(credit: 2000)
        reader.takesAll = false
        pipe.ask(LogQuery(limit: 300, follow: true), reader)
        try store("q", [("late", 150)])
        pipe.run()
        #expect(reader.ids.count < 10)
        reader.take()
        pipe.run()
        #expect(reader.ids == (0..<300).map { "r\($0)" } + ["late"])
    }

    @Test("a slow follower loses rows beyond the bound and is told how many")
    func slow() throws {
        let pipe = pipe(credit: 1000)
        reader.takesAll = false
        pipe.ask(LogQuery(follow: true), reader)
        try store("p", [("first", 1), ("second", 1), ("third", 1)])
        pipe.run()
        let extra = Limits.followedLines + 7
        for number in 0..<extra { try store("p\(number)", [("r\(number)", 2)]) }
        reader.take()
        pipe.run()
        #expect(reader.ids.count == 3 + Limits.followedLines + 1)
        #expect(reader.ids.last == #"{"lost":7}"#)
        try store("after", [("after", 3)])
        pipe.run()
        #expect(reader.ids.last == "after")
    }

    @Test("followers are sent away when the process stops, others finish")
    func drain() throws {
        try store("p", (0..<100).map { ("r\($0)", Int64($0)) })
        let pipe = pipe(credit: 2000)
        let plain = Reader()
        plain.takesAll = false
        pipe.ask(LogQuery(limit: 100), plain)
        pipe.ask(LogQuery(follow: true), reader)
        queries.drain()
        pipe.run()
        #expect(reader.reset == .draining)
        #expect(queries.count == 1)
        plain.take()
        pipe.run()
        #expect(plain.ids.count == 100 && plain.ended)
    }

    @Test("too many queries are refused")
    func bound() {
        let pipe = pipe()
        for _ in 0..<Limits.queries { pipe.ask(LogQuery(follow: true), Reader()) }
        pipe.ask(LogQuery(follow: true), reader)
        #expect(reader.reset == .overloaded)
    }
}
