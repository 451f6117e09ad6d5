import EventLoop
import Foundation
import IPC
import Store
import Testing

@testable import Logd

@Suite("threads that read")
struct QueryThreadsTests {
    @Test(
        "answer on the loop, give up what is late or not wanted, and are bounded",
        .timeLimit(.minutes(1)))
    func threads() throws {
        let reactor = try Reactor()
        let threads = try QueryThreads(reactor)
        var found: [Int] = []
        var failures: [QueryFailure] = []
        func run(lasting duration: UInt64, _ number: Int) -> QueryTicket? {
            threads.run(lasting: duration) { (reader) throws(QueryFailure) in
                // What takes long asks whether it should go on.
                while number < 0 { try reader.check() }
                return number
            } _: { (result: Result<Int, QueryFailure>) in
                switch result {
                case .success(let number): found.append(number)
                case .failure(let failure): failures.append(failure)
                }
            }
        }
        for number in 0..<10 { #expect(run(lasting: 60_000_000_000, number) != nil) }
        #expect(run(lasting: 1_000_000, -1) != nil)
        let endless = run(lasting: 600_000_000_000, -1)
        endless?.cancel()
        while found.count + failures.count < 12 { reactor.tick(maximumWait: .milliseconds(50)) }
        #expect(found.sorted() == Array(0..<10))
        #expect(failures == [.interrupted, .interrupted])
        var taken = 0
        while taken < 1_000, run(lasting: 60_000_000_000, 1) != nil { taken += 1 }
        #expect(taken == Limits.waitingQueries)
        threads.stop()
    }

    @Test("a file that was taken away is closed after the next question: its room is free then")
    func closesWhatIsGone() throws {
        let ledger = try RandomLedger()
        try ledger.commit([Samples.request("a")])
        let info = try #require(ledger.ledger.days.first)
        let reader = LedgerReader()
        let rows = try reader.day(info.day, info.path)?.number("SELECT count(*) FROM requests")
        #expect(rows == 1)
        ledger.ledger.close()
        func held() -> Int {
            Files.names(in: "/proc/self/fd").count { name in
                let link = try? FileManager.default.destinationOfSymbolicLink(
                    atPath: "/proc/self/fd/" + name)
                return link?.hasPrefix(info.path) ?? false
            }
        }
        for suffix in ["", "-wal", "-shm"] { Files.remove(info.path + suffix) }
        #expect(held() > 0)
        reader.tidy()
        #expect(held() == 0)
    }

    @Test("a statement that takes too long is given up")
    func statement() throws {
        let ledger = try RandomLedger()
        try ledger.commit([Samples.request("a")])
        let info = try #require(ledger.ledger.days.first)
        let reader = LedgerReader()
        reader.interrupts { true }
        let database = try #require(try reader.day(info.day, info.path))
        #expect {
            try LedgerReader.guarded { () throws(StoreError) in
                _ = try database.number(
                    """
                    WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n)
                    SELECT count(*) FROM n
                    """)
            }
        } throws: { $0 as? QueryFailure == .interrupted }
    }
}
