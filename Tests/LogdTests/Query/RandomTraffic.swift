import IPC

@testable import Logd

/// Chance that repeats (SplitMix64).
struct RepeatableChance: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var word = state
        word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
        return word ^ (word >> 31)
    }
}

/// Requests with any values of everything that sums and filters look at.
struct RandomTraffic {
    var chance: RepeatableChance
    private var number = 0

    init(_ seed: UInt64) { chance = RepeatableChance(seed) }

    mutating func one<Value>(of values: [Value]) -> Value {
        values[Int.random(in: 0..<values.count, using: &chance)]
    }

    mutating func amount(_ most: UInt64) -> UInt64 { UInt64.random(in: 0...most, using: &chance) }

    mutating func request(at time: Int64, secondhand: Bool = false) -> RequestRecord {
        number += 1
        var request = RequestRecord(
            requestID: "req-\(number)", receivedUnixUs: time, keyID: "k",
            keyName: one(of: ["", "laptop", "ci", "Ünïcode"]),
            dialect: one(of: Dialect.allCases), endpoint: one(of: [.chat, .models, .countTokens]),
            modelAsked: one(of: ["fast", "mock/m", "claude-x", "100%_[a]?"]),
            modelAnswered: one(of: ["", "m", "claude-x", "claude-y", "a*b"]),
            provider: one(of: ["", "openai", "anthropic"]), connectionID: "c1",
            connectionName: one(of: ["", "work", "home"]),
            status: one(of: [0, 200, 201, 302, 400, 402, 404, 429, 499, 500, 503]),
            outcome: one(of: Outcome.allCases),
            errorCode: one(of: ["", "overloaded", "Rate_Limit"]),
            stream: one(of: [true, false]), attempts: UInt32(amount(3)), bytesIn: amount(9_999),
            bytesOut: amount(99_999), firstByteUs: amount(9_000), totalUs: amount(90_000_000),
            secondhand: secondhand)
        request.client = one(of: [
            "", "claude-cli/2.1.0", "claude-cli/2.2.0", "curl", "py x", "a*b/1",
        ])
        request.cache = one(of: [.none, .none, .none, .exact, .semantic, .idempotent])
        request.combo = one(of: ["", "coding"])
        request.tier = one(of: Tier.allCases)
        request.usage = one(of: [nil, usage(), usage()])
        request.cost = one(of: [
            nil, cost(total: nil), cost(total: amount(9_000_000_000_000)), cost(total: 0),
        ])
        request.failedCost = one(of: [0, amount(1_000_000)])
        request.savedCost = one(of: [0, amount(1_000_000)])
        request.failedUnknown = one(of: [false, false, true])
        request.savedUnknown = one(of: [false, false, true])
        request.timings = one(of: [
            nil,
            Timings(
                receive: one(of: [0, amount(40_000)]), decide: one(of: [0, amount(500)]),
                queue: one(of: [0, 0, amount(9_000_000)]),
                failed: one(of: [0, 0, amount(20_000_000)]), connect: one(of: [0, amount(80_000)]),
                firstByte: amount(9_000_000), firstToken: amount(30_000_000)),
        ])
        return request
    }

    private mutating func usage() -> Usage {
        Usage(
            source: .reported, input: amount(100_000), cachedInput: amount(50_000),
            cacheWrite: amount(9_000), output: amount(4_000), reasoning: amount(900),
            cacheWriteHour: amount(800), audioInput: amount(10), imageInput: amount(10),
            audioOutput: amount(10), imageOutput: amount(10), serverTools: tools(),
            audioMs: one(of: [0, 0, amount(90_000)]))
    }

    private mutating func tools() -> [ServerToolUse] {
        let names = ["web_search", "code_execution"].prefix(Int(amount(2)))
        return names.map { ServerToolUse(name: $0, calls: amount(5)) }
    }

    private mutating func cost(total: UInt64?) -> Cost {
        Cost(total: total, notional: one(of: [true, false, false]), counts: .reported)
    }
}

/// A ledger of random requests, and the requests themselves.
final class RandomLedger {
    let folder: TemporaryFolder
    let ledger: Ledger
    private(set) var rows: [RequestRecord] = []
    private var sequence: UInt64 = 1
    let clock: Clock

    /// A clock that tests set.
    final class Clock {
        var now: Int64
        init(_ now: Int64) { self.now = now }
    }

    init(now: Int64 = Samples.received) throws {
        folder = try TemporaryFolder()
        let clock = Clock(now)
        self.clock = clock
        ledger = Ledger(folder.environment(wall: { clock.now }))
        try ledger.open()
    }

    /// Commits rows in one batch; what is committed is told as the daemon tells it.
    @discardableResult
    func commit(_ requests: [RequestRecord]) throws -> CommitReport {
        let batch = RecordBatch(
            producer: "p", firstSequence: sequence,
            records: requests.map { Record(entry: .request($0)) })
        sequence += UInt64(requests.count)
        rows += requests
        return try ledger.commit([batch])
    }

    /// Replaces what is known of the rows, after secondhand ones were replaced.
    func forget(_ isGone: (RequestRecord) -> Bool) { rows.removeAll(where: isGone) }

    /// Commits any records.
    func commit(records: [Record]) throws {
        let batch = RecordBatch(producer: "p", firstSequence: sequence, records: records)
        sequence += UInt64(records.count)
        _ = try ledger.commit([batch])
    }

    var snapshot: LedgerSnapshot { LedgerSnapshot(ledger, now: clock.now) }
}

/// Does the reading of queries at once, or when it is told to.
final class HeldRunner: QueryRunner {
    let reader = LedgerReader()
    var isHolding = false
    /// There is too much else to do.
    var refuses = false
    private(set) var held: [() -> Void] = []

    func run<Output: Sendable>(
        lasting duration: UInt64,
        _ work: @escaping @Sendable (LedgerReader) throws(QueryFailure) -> Output,
        _ done: @escaping (Result<Output, QueryFailure>) -> Void
    ) -> QueryTicket? {
        guard !refuses else { return nil }
        let ticket = QueryTicket(deadline: .max)
        let reader = reader
        held.append {
            let result: Result<Output, QueryFailure>
            do throws(QueryFailure) {
                result = .success(try work(reader))
            } catch {
                result = .failure(error)
            }
            done(result)
        }
        if !isHolding { letGo() }
        return ticket
    }

    func letGo(_ count: Int = .max) {
        var left = count
        while !held.isEmpty, left > 0 {
            held.removeFirst()()
            left -= 1
        }
    }

    func stop() {}
}
