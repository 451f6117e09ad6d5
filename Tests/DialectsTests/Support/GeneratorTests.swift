@testable import Dialects
import IPC
import JSON
import Testing

@Suite struct GeneratorTests {
    @Test func theSameSeedMakesTheSame() {
        var first = ConversationGenerator(seed: 7, client: .openaiChat)
        var second = ConversationGenerator(seed: 7, client: .openaiChat)
        #expect(first.request() == second.request())
        var third = ConversationGenerator(seed: 8, client: .openaiChat)
        #expect(first.request() != third.request())
    }

    @Test func everythingOccursWithinAFewHundredSeeds() {
        var turnKinds: Set<String> = []
        for seed in 0..<300 {
            var generator = ConversationGenerator(seed: UInt64(seed), client: .anthropic)
            let request = generator.request()
            for turn in request.turns {
                turnKinds.insert("\(turn.role)")
                for block in turn.blocks { turnKinds.insert(Self.kind(of: block)) }
            }
        }
        #expect(
            turnKinds.isSuperset(of: [
                "system", "user", "assistant", "text", "blank", "refusal", "media", "reasoning",
                "signed", "redacted", "call", "result",
            ]))
    }

    private static func kind(of block: Block) -> String {
        switch block {
        case .text(let text): ASCIIText.isBlank(text.text) ? "blank" : "text"
        case .refusal: "refusal"
        case .media: "media"
        case .reasoning(let reasoning):
            reasoning.isRedacted ? "redacted" : reasoning.proof == nil ? "reasoning" : "signed"
        case .toolCall: "call"
        case .toolResult: "result"
        case .opaque: "opaque"
        }
    }

    @Test func objectsAreJSON() throws {
        var random = SeededRandom(seed: 1)
        for _ in 0..<2000 {
            let object = RandomText.object(&random)
            #expect(try JSONDocument(Array(object.utf8)).root.kind == .object)
            #expect(Arguments.object(object).text == object)
        }
    }

    @Test func eventsComeInLegalOrder() {
        for seed in 0..<2000 {
            var generator = AnswerGenerator(seed: UInt64(seed), family: .openai)
            let events = generator.events()
            #expect(EventGrammar.mistake(in: events) == nil)
            let answer = AnswerGenerator.answer(events)
            #expect(answer.stop != nil)
            #expect(!answer.blocks.isEmpty)
        }
    }

    @Test func theGrammarSeesMistakes() {
        let start = AnswerEvent.start(AnswerStart(id: "", model: ""))
        let mistakes: [[AnswerEvent]] = [
            [], [.stop(.end)], [start, start], [start, .open(1, .text)], [start, .text(0, "a")],
            [start, .open(0, .text), .text(0, "")], [start, .open(0, .text), .arguments(0, "{}")],
            [start, .open(0, .text), .close(0), .close(0)],
            [start, .open(0, .text), .close(0), .text(0, "a")],
        ]
        for events in mistakes { #expect(EventGrammar.mistake(in: events) != nil, "\(events)") }
    }

    /// Whatever a client sends, what comes out of `Turns` is what anthropic and gemini demand.
    @Test(arguments: [Dialect.anthropic, .gemini])
    func orderedConversationsKeepTheRules(provider: Dialect) throws {
        var rules = TurnRules()
        rules.mergesRoles = true
        rules.gathersResults = true
        rules.dropsBlankText = true
        rules.userFirst = true
        rules.needsTurn = true
        rules.systemInside = false
        rules.allowsPrefill = false
        rules.unansweredResult = "no result"
        for seed in 0..<2000 {
            var generator = ConversationGenerator(seed: UInt64(seed), client: .openaiChat)
            let target = Target(
                requestID: "r", client: .openaiChat, provider: provider, model: "m")
            var report = LossReport(target)
            let turns = try Turns.ordered(generator.request().turns, rules, &report)
            let mistake = Self.mistake(in: turns)
            #expect(mistake == nil, "seed \(seed): \(mistake ?? "")")
            #expect(try Turns.ordered(turns, rules, &report) == turns, "seed \(seed)")
        }
    }

    private static func mistake(in turns: [Turn]) -> String? {
        var ids: Set<String> = []
        for (index, turn) in turns.enumerated() {
            if turn.role != (index % 2 == 0 ? .user : .assistant) { return "role of \(index)" }
            if turn.blocks.isEmpty { return "empty \(index)" }
            let results = turn.blocks.prefix { if case .toolResult = $0 { true } else { false } }
            var answered: [String] = []
            for case .toolResult(let result) in turn.blocks { answered.append(result.callID) }
            if results.count != answered.count { return "results of \(index) are not first" }
            let before = index > 0 ? Self.calls(turns[index - 1]) : []
            if answered != before { return "results of \(index): \(answered) for \(before)" }
            for id in Self.calls(turn) where !ids.insert(id).inserted { return "id \(id) twice" }
        }
        return turns.last?.role == .user ? nil : "ends with the assistant"
    }

    private static func calls(_ turn: Turn) -> [String] {
        var calls: [String] = []
        for case .toolCall(let call) in turn.blocks { calls.append(call.id) }
        return calls
    }
}
