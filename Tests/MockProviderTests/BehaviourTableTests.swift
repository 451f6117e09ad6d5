import Testing

@testable import MockProvider

@Suite struct BehaviourTableTests {
    @Test func anOverrideIsUsedUp() throws {
        var table = BehaviourTable()
        let model = try ModelName("m+chunks=1")
        let isAdded = table.add(.init(directives: "status=500", remaining: 2))
        #expect(isAdded)
        #expect(table.next == "status=500")
        let taken = (0..<3).map { _ in table.take(for: model) }
        #expect(taken == ["status=500", "status=500", nil])
    }

    @Test func anOverrideOfOneModelLeavesOthersAlone() throws {
        var table = BehaviourTable()
        let isAdded = table.add(.init(directives: "html", model: "echo"))
        #expect(isAdded)
        let other = table.take(for: try ModelName("m"))
        let same = table.take(for: try ModelName("echo+chunks=2"))
        table.reset()
        let after = table.take(for: try ModelName("echo"))
        #expect(other == nil)
        #expect(same == "html")
        #expect(after == nil)
    }

    @Test func timesCountByFullName() {
        var table = BehaviourTable()
        let first = [table.misbehaves("a", times: 2), table.misbehaves("b", times: 1)]
        let second = [table.misbehaves("a", times: 2), table.misbehaves("b", times: 1)]
        let third = table.misbehaves("a", times: 2)
        #expect(first == [true, true])
        #expect(second == [true, false])
        #expect(!third)
    }

    @Test func thereAreNotTooMany() {
        var table = BehaviourTable()
        let added = (0...Limits.overrides).map { _ in table.add(.init(directives: "html")) }
        #expect(added.filter { $0 }.count == Limits.overrides)
        #expect(added.last == false)
    }
}
