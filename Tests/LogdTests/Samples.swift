import Foundation
import IPC
import Store

@testable import Logd

/// A folder that is removed with its content when it is let go.
final class TemporaryFolder {
    let path: String

    /// Makes one; in memory where the system offers it, for tests that make thousands of files.
    init(isInMemory: Bool = false) throws {
        let memory = "/dev/shm/"
        let isThere = isInMemory && FileManager.default.isWritableFile(atPath: memory)
        path =
            (isThere ? memory : NSTemporaryDirectory()) + "omniroute-logd-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path).sorted()
    }

    /// Copies the files as they are at this moment, as a crash would leave them.
    func copyAsCrashed() throws -> TemporaryFolder {
        let other = try TemporaryFolder()
        for name in try FileManager.default.subpathsOfDirectory(atPath: path).sorted()
        where !name.hasSuffix("-shm") {
            let from = path + "/" + name
            var isFolder: ObjCBool = false
            _ = FileManager.default.fileExists(atPath: from, isDirectory: &isFolder)
            if isFolder.boolValue {
                try FileManager.default.createDirectory(
                    atPath: other.path + "/" + name, withIntermediateDirectories: true)
            } else {
                try FileManager.default.copyItem(atPath: from, toPath: other.path + "/" + name)
            }
        }
        return other
    }

    /// Names in a subfolder.
    func names(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path + "/" + folder).sorted()
    }

    func read(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: path + "/" + name)))
    }

    func makeFolder(_ name: String) throws {
        try FileManager.default.createDirectory(
            atPath: path + "/" + name, withIntermediateDirectories: true)
    }

    func rename(_ name: String, to other: String) throws {
        try FileManager.default.moveItem(
            atPath: path + "/" + name, toPath: path + "/" + other)
    }

    func remove(_ name: String) throws {
        try FileManager.default.removeItem(atPath: path + "/" + name)
    }

    func write(_ name: String, _ bytes: [UInt8]) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: path + "/" + name))
    }

    /// What a ledger in this folder knows of the world: a clock that stands still and all the room there can be.
    func environment(
        wall: @escaping () -> Int64 = { Samples.received },
        space: @escaping () -> DiskSpace? = { nil }
    ) -> LedgerEnvironment {
        var environment = LedgerEnvironment(
            folder: path, wallMicroseconds: wall, timestamp: { "time:\($0)" })
        environment.space = space
        return environment
    }

    /// A ledger in this folder, not opened yet.
    func ledger() -> Ledger { Ledger(environment()) }
}

/// Records for tests.
enum Samples {
    static let received: Int64 = 1_767_225_600_123_456
    /// 2026-01-01.
    static let day = DayCalendar.day(of: received)
    /// The same moment some days later.
    static func later(days: Int) -> Int64 {
        received + Int64(days) * DayCalendar.microseconds
    }

    static func request(
        _ id: String, at microseconds: Int64 = received, status: UInt32 = 200,
        secondhand: Bool = false
    ) -> RequestRecord {
        RequestRecord(
            requestID: id, receivedUnixUs: microseconds, keyID: "k1", keyName: "laptop",
            dialect: .openaiChat, endpoint: .chat, modelAsked: "mock/m", modelAnswered: "m",
            provider: "openai-compatible", connectionID: "c1", connectionName: "work",
            status: status, outcome: .complete, errorCode: "", stream: true, attempts: 2,
            bytesIn: 512, bytesOut: 2048, firstByteUs: 1500, totalUs: 90_000,
            usage: Usage(
                source: .reported, input: 20, cachedInput: 5, cacheWrite: 1, output: 7,
                reasoning: 3),
            secondhand: secondhand)
    }

    static func attempt(_ id: String, _ number: UInt32 = 1) -> AttemptRecord {
        AttemptRecord(
            requestID: id, attempt: number, startedUnixUs: received + 100, leaseID: .max - 7,
            connectionID: "c1", connectionName: "work", provider: "openai-compatible", model: "m",
            status: 503, failure: .provider, errorCode: "overloaded", connectUs: 300,
            firstByteUs: 900, firstTokenUs: 0, totalUs: 1200, bytesIn: 80, bytesOut: 512)
    }

    static func call(_ host: String, at microseconds: Int64 = received) -> CallRecord {
        CallRecord(
            requestID: "r", startedUnixUs: microseconds, purpose: .purposeToken,
            connectionID: "c1", method: "POST", host: host, proxy: "proxy:3128",
            httpVersion: "2", tlsVersion: "1.3", reusedConnection: true, status: 200,
            failure: .upstreamIdle, connectUs: 1, firstByteUs: 2, totalUs: 3, bytesIn: 4,
            bytesOut: 5)
    }

    static func body(
        _ id: String, _ text: String, at microseconds: Int64 = received
    ) -> BodyRecord {
        BodyRecord(
            requestID: id, receivedUnixUs: microseconds, attempt: 1, side: .providerResponse,
            contentType: "application/json", wholeBytes: UInt64(text.utf8.count),
            content: Array(text.utf8))
    }

    static func line(_ message: String) -> ConsoleRecord {
        ConsoleRecord(
            unixUs: received, daemon: "omni-route", pid: 7, level: .levelWarning,
            message: message, fields: [LogField(name: "peer", value: "say \"hello\"")])
    }

    /// A request in which every field says something.
    static func fullRequest(_ id: String) -> RequestRecord {
        var request = request(id)
        request.usage = fullUsage
        request.cost = fullCost
        request.failedCost = 12
        request.savedCost = 13
        request.failedUnknown = true
        request.cache = .semantic
        request.combo = "best"
        request.tier = .cheap
        request.timings = Timings(
            receive: 1, decide: 2, queue: 3, failed: 4, connect: 5, firstByte: 6, firstToken: 7)
        request.finishReason = "stop"
        request.clientAddress = "192.0.2.1"
        request.client = "claude-cli/2.1.0"
        request.trace = fullTrace
        return request
    }

    /// An attempt in which every field says something.
    static func fullAttempt(_ id: String) -> AttemptRecord {
        var attempt = attempt(id)
        attempt.usage = fullUsage
        attempt.cost = fullCost
        attempt.reason = .reasonQuota
        attempt.answered = true
        attempt.purpose = .purposeEmbedding
        attempt.dialect = .gemini
        attempt.proxy = "proxy:3128"
        attempt.httpVersion = "2"
        attempt.tlsVersion = "1.3"
        attempt.reusedConnection = true
        attempt.host = "api.example:443"
        attempt.decideUs = 8
        attempt.queueUs = 9
        attempt.combo = "best"
        attempt.tier = .free
        attempt.trace = fullTrace
        return attempt
    }

    static let fullUsage: Usage = {
        var usage = Usage(
            source: .estimated, input: 100, cachedInput: 20, cacheWrite: 10, output: 30,
            reasoning: 5, cacheWriteHour: 4, audioInput: 3, imageInput: 2, audioOutput: 7,
            imageOutput: 6, serverTools: [ServerToolUse(name: "web_search", calls: 2)],
            service: .flex, audioMs: 1500)
        usage.billedInput = 99
        usage.billedOutput = 29
        return usage
    }()

    static let fullCost = Cost(
        total: 1500, notional: true, input: 500, cachedInput: 100, cacheWrite: 200, output: 600,
        tools: 100, counts: .reported, priceSource: .user, priceVersion: "2026-01")

    static let fullTrace = Trace(
        traceID: Array(1...16), parentSpanID: Array(1...8), sampled: true, state: "a=b")

    static func batch(
        _ producer: String, from first: UInt64, _ records: [Record]
    ) -> RecordBatch {
        RecordBatch(producer: producer, firstSequence: first, records: records)
    }

    /// A batch of requests named after their numbers.
    static func requests(_ producer: String, _ numbers: ClosedRange<UInt64>) -> RecordBatch {
        batch(
            producer, from: numbers.lowerBound,
            numbers.map { Record(entry: .request(request("\(producer)-\($0)"))) })
    }
}

extension Ledger {
    /// The file of a day, over a connection of its own.
    func database(_ day: Int = Samples.day) throws -> Database {
        try Database(path: dayFiles.path(day), readOnly: true)
    }

    /// Rows of a day's table.
    func count(_ table: String, _ day: Int = Samples.day) throws -> Int {
        guard dayFiles.exists(day) else { return 0 }
        return Int(try database(day).number("SELECT count(*) FROM \(table)"))
    }

    /// The requests of a day, with their numbers, in their order.
    func requests(_ day: Int = Samples.day) throws -> [CommittedRequest] {
        let columns = DaySchema.requestColumns
        let statement = try database(day).prepare(
            "SELECT \(columns.joined(separator: ", ")), seq FROM requests ORDER BY seq")
        var rows: [CommittedRequest] = []
        while try statement.step() {
            rows.append(
                CommittedRequest(
                    sequence: UInt64(statement.int64(columns.count)),
                    request: RequestRecord(row: statement)))
        }
        return rows
    }
}

extension Ledger {
    /// Looks at a day's file here and now.
    func check(_ day: Int) throws { try looked(at: day, try FileLook(dayFiles.path(day))) }
}

extension Database {
    /// Makes a day's file what a version made that knew two steps of its schema.
    func becomeDayOfSecondStep() throws {
        try execute(
            """
            ALTER TABLE rollups DROP COLUMN audio_ms;
            ALTER TABLE rollups DROP COLUMN server_tool_calls;
            ALTER TABLE rollup_state DROP COLUMN recounted;
            DELETE FROM durations WHERE (id >> 8 & 0xff) >= \(LatencyPhase.queue.rawValue);
            PRAGMA user_version = 2;
            """)
    }
}
