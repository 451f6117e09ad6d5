import Testing

@testable import Logd

/// Upkeep takes one thread at most.
@Suite struct UpkeepTests {
    private let runner = HeldRunner()
    private let upkeep: Upkeep

    init() {
        runner.isHolding = true
        upkeep = Upkeep(runner)
    }

    /// What was done, in its order.
    private final class Journal { var lines: [String] = [] }

    private func give(_ name: String, _ journal: Journal, then: @escaping () -> Void = {}) {
        let isTaken = upkeep.run {
            (_) throws(QueryFailure) -> String in
            name
        } _: { (result: Result<String, QueryFailure>) in
            journal.lines.append((try? result.get()) ?? "none")
            then()
        }
        #expect(isTaken)
    }

    @Test func oneAtATimeInTheirOrder() {
        let journal = Journal()
        // The first has more to do at its end, and lets the others go first.
        give("fold", journal) { give("fold again", journal) }
        give("look", journal)
        give("check", journal)
        for count in 1...4 {
            #expect(runner.held.count == 1)
            runner.letGo(1)
            #expect(journal.lines.count == count)
        }
        #expect(journal.lines == ["fold", "look", "check", "fold again"])
        #expect(runner.held.isEmpty)
    }

    @Test func whatCannotBeginIsTold() {
        let journal = Journal()
        give("fold", journal)
        give("look", journal)
        runner.refuses = true
        runner.letGo(1)
        #expect(journal.lines == ["none", "fold"])
        let isTaken = upkeep.run {
            (_) throws(QueryFailure) -> Int in
            0
        } _: { _ in
            Issue.record("told although it was refused")
        }
        #expect(!isTaken)
        runner.refuses = false
        give("check", journal)
        runner.letGo()
        #expect(journal.lines == ["none", "fold", "check"])
    }
}
