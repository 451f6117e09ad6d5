import IPC
import JSON
import Testing

@testable import Logd

@Suite("the console's files")
struct ConsoleLogTests {
    let folder: TemporaryFolder
    private let log: ConsoleLog

    init() throws {
        folder = try TemporaryFolder()
        try folder.makeFolder("console")
        log = ConsoleLog(folder.path + "/console")
    }

    @discardableResult
    private func append(
        _ numbers: ClosedRange<UInt64>, to log: ConsoleLog? = nil, fileBytes: Int64 = 1 << 20,
        count: Int = 3, producer: String = "p-1"
    ) -> CommitReport {
        var report = CommitReport()
        let entries = numbers.map {
            ConsoleLog.Entry(producer: producer, number: $0, record: Samples.line("line \($0)"))
        }
        (log ?? self.log).append(entries, fileBytes: fileBytes, count: count, &report)
        return report
    }

    private func lines(_ name: String = "console.jsonl") throws -> [String] {
        String(decoding: try folder.read("console/" + name), as: UTF8.self)
            .split(separator: "\n").map(String.init)
    }

    @Test("a line is one JSON object")
    func line() throws {
        append(1...1)
        #expect(
            try lines() == [
                #"{"time":"2026-01-01T00:00:00.123Z","daemon":"omni-route","pid":7,"level":"warning","#
                    + #""message":"line 1","fields":{"peer":"say \"hello\""},"id":"p-1:1"}"#
            ])
    }

    @Test("a batch that comes again adds no line, also after the process was killed")
    func replay() throws {
        #expect(append(1...3).rows.console == 3)
        #expect(append(2...4).stored == 1)
        let next = ConsoleLog(folder.path + "/console")
        let report = append(1...6, to: next)
        #expect(report.stored == 2 && report.skipped == 4)
        #expect(append(1...1, to: next, producer: "p-2").stored == 1)
        #expect(try lines().count == 7)
    }

    @Test("a line that was cut by a crash is ended, and does not spoil the next")
    func torn() throws {
        append(1...2)
        log.close()
        var bytes = try folder.read("console/console.jsonl")
        bytes.removeLast(9)
        try folder.write("console/console.jsonl", bytes)
        let next = ConsoleLog(folder.path + "/console")
        #expect(append(1...3, to: next).stored == 2, "the cut line comes again")
        let all = try lines()
        #expect(all.count == 4)
        #expect(all.filter { $0.hasSuffix("}") }.count == 3)
    }

    @Test("files are rotated by their size, the oldest goes")
    func rotation() throws {
        for number in UInt64(1)...40 { append(number...number, fileBytes: 1000, count: 3) }
        let names = try folder.names(in: "console")
        #expect(names == ["console.jsonl", "console.jsonl.1", "console.jsonl.2"])
        #expect(log.files.map { $0.split(separator: "/").last.map(String.init) } == names)
        for name in names { #expect(try folder.read("console/" + name).count <= 1000) }
        #expect(try lines().last?.contains("line 40") == true)
        #expect(log.bytes <= 3000)
        let next = ConsoleLog(folder.path + "/console")
        #expect(append(30...41, to: next).stored == 1)
    }

    @Test("many lines at once are rotated as well")
    func manyAtOnce() throws {
        #expect(append(1...40, fileBytes: 1000, count: 3).stored == 40)
        #expect(log.files.count == 3 && log.bytes <= 3000)
    }

    @Test("smaller settings take files away")
    func trim() throws {
        for number in UInt64(1)...40 { append(number...number, fileBytes: 1000, count: 6) }
        #expect(log.files.count == 6)
        log.trim(fileBytes: 1000, count: 4)
        #expect(log.files.count == 4)
        log.trim(fileBytes: 500, count: 4)
        #expect(log.files.count == 2)
    }

    @Test("what cannot be written is counted, and nothing waits for it")
    func failing() throws {
        let nowhere = ConsoleLog(folder.path + "/missing")
        let report = append(1...3, to: nowhere)
        #expect(report.consoleDropped == 3 && report.stored == 0)
    }

    @Test("a file that another process has rotated is left to it")
    func twoProcesses() throws {
        let other = ConsoleLog(folder.path + "/console")
        append(1...3, fileBytes: 1000)
        append(1...12, to: other, fileBytes: 1000, producer: "p-2")
        append(4...4, fileBytes: 1000)
        let all = try folder.names(in: "console").flatMap { try lines($0) }
        #expect(all.count == 16)
        #expect(try lines().contains { $0.contains("\"p-1:4\"") })
    }
}
