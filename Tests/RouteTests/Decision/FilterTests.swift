import IPC
import Testing

@testable import Route

/// What models can do, and what requests need.
@Suite struct FilterTests {
    private static func facts(
        _ name: String = "m", window: UInt64 = 0, output: UInt64 = 0,
        change: (inout ModelFacts) -> Void = { _ in }
    ) -> ModelFacts {
        var facts = ModelFacts(name: name, contextWindow: window, maxOutput: output)
        change(&facts)
        return facts
    }

    private typealias Need = (
        param: String, ask: @Sendable (inout RouteAsk) -> Void,
        lack: @Sendable (inout ModelFacts) -> Void
    )

    private static let needs: [Need] = [
        ("tools", { $0.tools = true }, { $0.tools = false }),
        ("messages", { $0.vision = true }, { $0.vision = false }),
        ("messages", { $0.audio = true }, { $0.audio = false }),
        ("messages", { $0.documents = true }, { $0.documents = false }),
        ("response_format", { $0.jsonSchema = true }, { $0.jsonSchema = false }),
    ]

    @Test(arguments: needs.indices)
    func aModelThatCannotIsPassedOver(_ index: Int) {
        let (param, need, lack) = Self.needs[index]
        let desk = Desk(
            [server("a", facts: [Self.facts(change: lack)]), server("b")],
            combos: [combo("c", ["a/m", "b/m"])])
        #expect(desk.choose("c") == "a/m")
        // Nothing is known of the second, which never excludes it.
        #expect(desk.choose("c", [], need) == "b/m")
        let denial = desk.denial("a/m", [], need)
        #expect(denial?.code == .unsupported)
        #expect(denial?.refusal.status == 400)
        #expect(denial?.refusal.param == param)
    }

    @Test func theRefusalNamesTheNeed() {
        let desk = Desk([server("a", facts: [Self.facts { $0.tools = false }])])
        #expect(
            desk.denial("a/m") { $0.tools = true }?.message
                == "The model `a/m` does not take tools.")
    }

    @Test func aSmallWindowIsPassedOverWithRoomForAnEstimate() {
        let desk = Desk(
            [
                server("a", facts: [Self.facts(window: 1_000, output: 100)]),
                server("b", facts: [Self.facts(window: 10_000)]),
            ], combos: [combo("c", ["a/m", "b/m"])])
        #expect(desk.choose("c") { $0.estimatedInputTokens = 1_250 } == "a/m")
        #expect(desk.choose("c") { $0.estimatedInputTokens = 1_251 } == "b/m")
        // What the answer may have counts, as far as the model can answer at all.
        let bounded: (inout RouteAsk) -> Void = {
            $0.estimatedInputTokens = 1_150
            $0.maxOutputTokens = 5_000
        }
        #expect(desk.choose("c", [], bounded) == "a/m")
        #expect(
            desk.choose("c") {
                bounded(&$0)
                $0.estimatedInputTokens += 1
            } == "b/m")
        // The estimate says nothing about pictures.
        #expect(
            desk.choose("c") {
                $0.estimatedInputTokens = 900_000
                $0.vision = true
            } == "a/m")
    }

    @Test func theOnlyWindowIsTriedUpToTwiceItsSize() {
        let desk = Desk([server("a", facts: [Self.facts(window: 1_000)])])
        #expect(desk.choose("a/m") { $0.estimatedInputTokens = 2_000 } == "a/m")
        let denial = desk.denial("a/m") { $0.estimatedInputTokens = 2_001 }
        #expect(denial?.code == .contextTooLong)
        #expect(denial?.refusal.code == "context_length_exceeded")
        #expect(denial?.refusal.status == 400)
        #expect(denial?.message.hasSuffix("The largest window has 1000 tokens.") == true)
    }

    @Test func anOverflowingBoundIsTooLong() {
        let desk = Desk([server("a", facts: [Self.facts(window: 1_000)])])
        #expect(
            desk.choose("a/m") {
                $0.estimatedInputTokens = 2
                $0.maxOutputTokens = .max
            } == "context_length_exceeded")
        let huge = Desk([server("a", facts: [Self.facts(window: .max)])])
        #expect(huge.choose("a/m") { $0.estimatedInputTokens = .max } == "a/m")
    }

    @Test func afterAWindowWasExceededOnlyLargerOnesWillDo() {
        let desk = Desk(
            [
                server("unknown"), server("same", facts: [Self.facts(window: 8_000)]),
                server("larger", facts: [Self.facts(window: 16_000)]),
            ], combos: [combo("c", ["unknown/m", "same/m", "larger/m"])])
        let exceeded: (inout RouteAsk) -> Void = { $0.windowExceeded = 8_000 }
        #expect(desk.choose("c", [], exceeded) == "larger/m")
        let tried = [failed("larger", reason: .reasonContextTooLong)]
        #expect(desk.choose("c", tried, exceeded) == "unknown/m")
        #expect(
            desk.choose("c", tried + [failed("unknown", reason: .reasonContextTooLong)], exceeded)
                == "no_target_available")
        let small = Desk([server("a", facts: [Self.facts(window: 1_000)])])
        #expect(small.choose("a/m", [], exceeded) == "context_length_exceeded")
    }

    @Test func factsAreFoundInLongListsToo() {
        let many = (0..<100).map { Self.facts("m\($0)", window: UInt64($0)) }
        let table = Desk([server("a", facts: many)]).table
        #expect(table.targets[0].facts(of: "m77")?.contextWindow == 77)
        #expect(table.targets[0].facts(of: "zzz") == nil)
    }
}
