import IPC
import Testing

@testable import Route

/// Which combos and aliases are refused when they are saved.
@Suite struct ComboProblemTests {
    @Test func goodOnesAreTaken() {
        let combos = [
            combo("always-on", ["work/m", "inner", "fast", "work/*"]), combo("inner_1.5", ["a/b"]),
            combo("inner", ["inner_1.5"]),
        ]
        let aliases = [
            Alias(pattern: "fast", model: "work/m"), Alias(pattern: "claude-*", model: "always-on"),
            Alias(pattern: "*", model: "work/m"),
        ]
        #expect(Combos.problems(combos, aliases) == [])
    }

    @Test(arguments: ["", "a b", "a/b", "ä", "a*", String(repeating: "x", count: 201)])
    func badNames(_ name: String) {
        #expect(Combos.problems([combo(name, ["a/b"])], []).count == 1)
    }

    @Test func emptyAndRepeatedOnes() {
        #expect(Combos.problems([combo("a", [])], []) == ["the combo \"a\" has no models"])
        #expect(
            Combos.problems([combo("a", [""])], []) == [
                "the combo \"a\" has a model without a usable name"
            ])
        #expect(
            Combos.problems([combo("a", ["x/y"]), combo("a", ["x/z"])], []) == [
                "the combo \"a\" is there twice"
            ])
        #expect(
            Combos.problems(
                [], [Alias(pattern: "A-*", model: "x/y"), Alias(pattern: "a-*", model: "x/z")]) == [
                    "the alias \"a-*\" is there twice"
                ])
        #expect(
            Combos.problems(
                [], [Alias(pattern: "A", model: "x/y"), Alias(pattern: "a", model: "x/z")]) == [])
        #expect(Combos.problems([], [Alias(pattern: "", model: "x/y")]).count == 1)
        #expect(Combos.problems([], [Alias(pattern: "a", model: "")]).count == 1)
    }

    @Test func cycles() {
        #expect(
            Combos.problems([combo("a", ["b"]), combo("b", ["x/y", "a"])], []) == [
                "combos lead back to themselves: a → b → a"
            ])
        #expect(
            Combos.problems([combo("a", ["a"])], []) == ["combos lead back to themselves: a → a"])
        // Through an alias.
        #expect(
            Combos.problems([combo("a", ["to-a"])], [Alias(pattern: "to-*", model: "a")]) == [
                "combos lead back to themselves: a → a"
            ])
        #expect(
            Combos.problems(
                [],
                [
                    Alias(pattern: "x", model: "y"), Alias(pattern: "y", model: "x"),
                    Alias(pattern: "z", model: "x"),
                ]
            ).first == "aliases lead back to themselves: x → y → x")
    }

    @Test func depth() {
        let three = [combo("a", ["b"]), combo("b", ["c"]), combo("c", ["x/y"])]
        #expect(Combos.problems(three, []) == [])
        let four = [combo("top", ["x/y", "a"])] + three
        #expect(
            Combos.problems(four, []) == [
                "the combo \"top\" has combos inside of one another to more than 3"
            ])
    }

    @Test func tooMany() {
        let entries = Array(repeating: "x/y", count: Limits.comboEntries + 1)
        #expect(Combos.problems([combo("a", entries)], []).count == 1)
        let combos = (0...Limits.combos).map { combo("c\($0)", ["x/y"]) }
        #expect(Combos.problems(combos, []) == ["more than \(Limits.combos) combos"])
    }
}
