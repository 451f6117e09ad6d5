import IPC
import Logging
import Synchronization
import Testing

@testable import DaemonLife

@Suite struct ConsoleLinesTests {
    private let lines = ConsoleLines(daemon: "omni-test", process: 7)

    @Test func aLineIsWhatWasLogged() {
        var log = Logger(label: "t") { [lines] _ in LogOutput(name: "omni-test", console: lines) }
        log[metadataKey: "request_id"] = "r1"
        log.info("hello", metadata: ["peer": "route"])
        log.debug("not this")
        let taken = lines.take()
        #expect(taken.count == 1 && lines.take().isEmpty)
        #expect(taken.first?.message == "hello" && taken.first?.level == .levelInfo)
        #expect(taken.first?.daemon == "omni-test" && taken.first?.pid == 7)
        #expect(
            taken.first?.fields == [
                LogField(name: "peer", value: "route"), LogField(name: "request_id", value: "r1"),
            ])
        #expect((taken.first?.unixUs ?? 0) > 1_600_000_000_000_000)
    }

    @Test func whatIsShownIsAnotherMatter() {
        var output = LogOutput(name: "omni-test", console: lines)
        output.logLevel = .error
        #expect(output.logLevel == .info)
        output.logLevel = .debug
        #expect(output.logLevel == .debug)
        var alone = LogOutput(name: "omni-test")
        alone.logLevel = .error
        #expect(alone.logLevel == .error)
    }

    @Test func theLoopIsToldOnceForMany() {
        let told = Counter()
        lines.add(.info, "early", [], at: 1)
        lines.whenFirst { told.add() }
        #expect(told.value == 1)
        lines.add(.info, "second", [], at: 2)
        #expect(told.value == 1 && lines.take().count == 2)
        lines.add(.info, "third", [], at: 3)
        lines.add(.info, "fourth", [], at: 4)
        #expect(told.value == 2)
    }

    @Test func aFloodIsDroppedAndCounted() {
        for number in 0..<ConsoleLines.capacity + 5 {
            lines.add(.info, "\(number)", [], at: 0)
        }
        #expect(lines.dropped == 5)
        #expect(lines.take().count == ConsoleLines.capacity)
        lines.add(.info, "again", [], at: 0)
        #expect(lines.take().count == 1 && lines.dropped == 5)
    }

    @Test func linesAreShortAndHoldNoSecrets() {
        let long = String(repeating: "ä", count: 4000)
        let many = (0..<40).map { ("field\($0)", long) }
        let line = ConsoleLine.record(.warning, long, many)
        #expect(line.message.utf8.count <= ConsoleLine.messageBytes && line.message.hasPrefix("ää"))
        #expect(line.fields.count == ConsoleLine.fields)
        #expect(line.fields.allSatisfy { $0.value.utf8.count <= ConsoleLine.valueBytes })
        let secret = "sk-ant-api03-0123456789abcdef"
        let told = ConsoleLine.record(.error, "it said \(secret)", [("error", "\(secret)!")])
        #expect(told.message == "it said ***" && told.fields.first?.value == "***!")
    }

    private final class Counter: Sendable {
        private let count = Mutex(0)
        var value: Int { count.withLock { $0 } }
        func add() { count.withLock { $0 += 1 } }
    }
}
