import Testing

@testable import Route

/// Distances between names, and the names that are suggested.
@Suite struct NearNameTests {
    struct Case: Sendable {
        let a: String
        let b: String
        let distance: Int

        init(_ a: String, _ b: String, _ distance: Int) {
            self.a = a
            self.b = b
            self.distance = distance
        }
    }

    static let cases = [
        Case("", "", 0), Case("a", "", 1), Case("abc", "abc", 0), Case("abc", "abd", 1),
        Case("abc", "acb", 1), Case("gpt-4o", "gpt4o", 1), Case("kitten", "sitting", 3),
        Case("flaw", "lawn", 2), Case("model", "modle", 1),
    ]

    @Test(arguments: cases)
    func distance(_ example: Case) {
        let a = Array(example.a.utf8)
        let b = Array(example.b.utf8)
        for limit in example.distance...8 {
            #expect(EditDistance.within(limit, a, b[...]) == example.distance)
            #expect(EditDistance.within(limit, b, a[...]) == example.distance)
        }
        for limit in 0..<example.distance {
            #expect(EditDistance.within(limit, a, b[...]) == nil)
        }
    }

    @Test func aSliceIsComparedFromItsStart() {
        let whole = Array("mock/big".utf8)
        #expect(EditDistance.within(2, Array("bog".utf8), whole[5...]) == 1)
    }

    @Test func theNearestComeFirstAndAtMostThree() throws {
        let table = TargetTable([
            Target(connection("p", models: ["gpt-4", "gpt-40", "gpt-4o", "gpt-4oo"]))
        ])
        var names = NearNames(table)
        #expect(names.near("p/gpt-5") == ["p/gpt-4", "p/gpt-40", "p/gpt-4o"])
        #expect(names.near("p/gpt-5") == ["p/gpt-4", "p/gpt-40", "p/gpt-4o"])
        #expect(names.near("gpt") == ["p/gpt-4", "p/gpt-40", "p/gpt-4o"])
        #expect(names.near("q") == [])
    }
}
