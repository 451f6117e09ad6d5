import Foundation
import IPC
import Store

@testable import Logd

/// A folder that is removed with its content when it is let go.
final class TemporaryFolder {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "omniroute-logd-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    var database: String { path + "/log.db" }

    func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path).sorted()
    }

    /// Copies the files as they are at this moment, as a crash would leave them.
    func copyAsCrashed() throws -> TemporaryFolder {
        let other = try TemporaryFolder()
        for name in try names() where !name.hasSuffix("-shm") {
            try FileManager.default.copyItem(
                atPath: path + "/" + name, toPath: other.path + "/" + name)
        }
        return other
    }

    func read(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: path + "/" + name)))
    }

    func write(_ name: String, _ bytes: [UInt8]) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: path + "/" + name))
    }

    /// A journal on this folder's database, with a clock that stands still.
    func journal() -> Journal {
        Journal(
            path: database, wallMicroseconds: { Samples.received },
            timestamp: { "time:\($0)" })
    }
}

/// Records for tests.
enum Samples {
    static let received: Int64 = 1_767_225_600_123_456

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

extension RecordStore {
    func count(_ table: String) throws -> Int {
        Int(try database.number("SELECT count(*) FROM \(table)"))
    }
}

extension Journal {
    func count(_ table: String) throws -> Int {
        try perform { (store) throws(StoreError) in
            Int(try store.database.number("SELECT count(*) FROM \(table)"))
        }
    }
}
