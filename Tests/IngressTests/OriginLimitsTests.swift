import IPC
import Ingress
import Testing

struct OriginLimitsTests {
    private func hash(_ number: UInt8) throws -> KeyHash {
        try #require(KeyHash([number] + [UInt8](repeating: 0, count: 31)))
    }

    private func address(_ text: String) throws -> ClientOrigin {
        .address(try #require(IPAddress(text)))
    }

    @Test func aTableForgetsWhatWasNotAskedForTheLongest() {
        var table = RecentTable<Int, Int>(limit: 3)
        for key in 1...3 { table.update(key, initial: key) { _ in } }
        table.update(1, initial: 0) { $0 += 10 }
        table.update(4, initial: 4) { _ in }
        #expect(table[1] == 11 && table[2] == nil && table[3] == 3 && table[4] == 4)
        table.update(3, initial: 0) { _ in }
        table.update(5, initial: 5) { _ in }
        #expect(table[1] == nil && table[3] == 3 && table[4] == 4 && table[5] == 5)
        #expect(table.count == 3)
    }

    @Test func aTableOfOneHoldsTheLast() {
        var table = RecentTable<Int, Int>(limit: 1)
        for key in 0..<100 { table.update(key, initial: key) { $0 += 1 } }
        #expect(table[99] == 100 && table[98] == nil && table.count == 1)
    }

    @Test func aTableAgreesWithASlowOne() {
        var table = RecentTable<Int, Int>(limit: 5)
        var slow: [(key: Int, value: Int)] = []
        var random: UInt64 = 7
        for step in 0..<5000 {
            random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let key = Int(random >> 60)
            table.update(key, initial: 0) { $0 = step }
            slow.removeAll { $0.key == key }
            slow.append((key, step))
            if slow.count > 5 { slow.removeFirst() }
            #expect(
                (0..<16).allSatisfy { key in table[key] == slow.first { $0.key == key }?.value })
        }
    }

    @Test func countsClientsApart() throws {
        let origins = OriginLimits()
        let limits = RateLimits([RateWindow(requests: 1, seconds: 60)])
        let passed = RateVerdict.passed(
            RateStanding(
                limit: RateLimit(requests: 1, seconds: 60), remaining: 0, resetsAt: 60_000_000))
        #expect(origins.take(try address("192.0.2.7"), limits, at: 0) == passed)
        #expect(origins.take(try address("192.0.2.7"), limits, at: 0) != passed)
        #expect(origins.take(try address("192.0.2.8"), limits, at: 0) == passed)
        #expect(origins.take(.user(7), limits, at: 0) == passed)
        #expect(origins.take(.user(8), limits, at: 0) == passed)
        #expect(origins.take(try address("2001:db8::1"), limits, at: 0) == passed)
        #expect(origins.take(try address("2001:db8::2"), limits, at: 0) != passed)
        #expect(origins.take(try address("2001:db8:0:1::2"), limits, at: 0) == passed)
    }

    @Test func stopsGuessing() throws {
        let origins = OriginLimits()
        let here = try address("192.0.2.7")
        let wall: Int64 = 30_000_000
        for number in 0..<UInt8(DoorLimits.guesses) {
            #expect(origins.guessDelay(here, at: wall) == nil)
            // The same again is no further guess.
            for _ in 0..<5 { origins.guessed(here, try hash(number), at: wall) }
        }
        #expect(origins.guessDelay(here, at: wall) == 30)
        #expect(origins.guessDelay(here, at: 59_999_999) == 1)
        #expect(origins.guessDelay(try address("192.0.2.8"), at: wall) == nil)
        #expect(origins.guessDelay(here, at: 60_000_000) == nil)
        origins.guessed(here, try hash(1), at: 60_000_000)
        #expect(origins.guessDelay(here, at: 60_000_000) == nil)
    }

    @Test func remembersAStatedNumber() throws {
        let origins = OriginLimits(origins: 2)
        for number in 0..<UInt8(DoorLimits.guesses) {
            origins.guessed(.user(1), try hash(number), at: 0)
        }
        origins.guessed(.user(2), try hash(1), at: 0)
        #expect(origins.guessDelay(.user(1), at: 0) == 60)
        origins.guessed(.user(3), try hash(1), at: 0)
        #expect(origins.guessDelay(.user(1), at: 0) == nil)
    }
}
