import Testing

@testable import Admin

@Suite struct BodyBudgetTests {
    @Test func bytesAreBounded() throws {
        let budget = BodyBudget(bytes: 100, open: 1)
        let first = try #require(budget.reserve(60, stranger: nil))
        #expect(budget.reserve(41, stranger: nil) == nil)
        #expect(budget.reserve(40, stranger: nil) != nil)
        #expect(budget.reserve(1, stranger: nil) == nil)
        budget.release(first)
        #expect(budget.reserve(60, stranger: "a") != nil)
    }

    @Test func strangersLeavePlaces() throws {
        let budget = BodyBudget(bytes: 100, open: 2)
        let first = try #require(budget.reserve(1, stranger: "a"))
        #expect(budget.reserve(1, stranger: "b") != nil)
        #expect(budget.reserve(1, stranger: "c") == nil)
        #expect(budget.reserve(1, stranger: nil) != nil)
        budget.release(first)
        #expect(budget.reserve(1, stranger: "c") != nil)
    }

    @Test func oneSourceLeavesPlacesToOthers() throws {
        let budget = BodyBudget(bytes: 100, open: 5, openOfSource: 2)
        let first = try #require(budget.reserve(1, stranger: "a"))
        #expect(budget.reserve(1, stranger: "a") != nil)
        #expect(budget.reserve(1, stranger: "a") == nil)
        #expect(budget.reserve(1, stranger: "b") != nil)
        budget.release(first)
        #expect(budget.reserve(1, stranger: "a") != nil)
        #expect(budget.reserve(1, stranger: "a") == nil)
    }
}
