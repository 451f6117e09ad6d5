@testable import Dialects
import IPC
import Testing

@Suite struct TurnsTests: TurnMaking {
    // MARK: Order of results

    @Test("pitfall 91: results of parallel calls in several messages come together, in call order")
    func pitfall91ResultsAreGathered() throws {
        let turns = [
            user("go"), assistant(call("a"), call("b"), call("c")),
            Turn(.user, [result("c")]), Turn(.user, [result("a")]), Turn(.user, [result("b")]),
            user("next"),
        ]
        #expect(
            try ordered(turns, .strict) == [
                user("go"), assistant(call("a"), call("b"), call("c")),
                Turn(.user, [result("a"), result("b"), result("c"), text("next")]),
            ])
        #expect(
            try ordered(turns, .gathering) == [
                user("go"), assistant(call("a"), call("b"), call("c")),
                Turn(.user, [result("a"), result("b"), result("c")]), user("next"),
            ])
    }

    @Test("pitfall 90: results come before anything else of their turn")
    func pitfall90ResultsFirst() throws {
        let turns = [
            user("go"), assistant(call("a")), Turn(.user, [text("see"), result("a"), text("so")]),
        ]
        let wanted = [
            user("go"), assistant(call("a")), Turn(.user, [result("a"), text("see"), text("so")]),
        ]
        #expect(try ordered(turns, .strict) == wanted)
        #expect(try ordered(turns, .gathering) == wanted)
        #expect(try ordered(turns, TurnRules()) == turns)
    }

    @Test("pitfall 89: user text between call and result goes behind the result")
    func pitfall89UserTextBetween() throws {
        let turns = [
            user("go"), assistant(call("a")), user("wait"), Turn(.user, [result("a")]), user("so"),
        ]
        #expect(
            try ordered(turns, .gathering) == [
                user("go"), assistant(call("a")), Turn(.user, [result("a")]), user("wait"),
                user("so"),
            ])
        #expect(
            try ordered(turns, .strict) == [
                user("go"), assistant(call("a")),
                Turn(.user, [result("a"), text("wait"), text("so")]),
            ])
    }

    @Test func systemTextBetweenCallAndResultGoesBehind() throws {
        let turns = [user("go"), assistant(call("a")), system("mind"), Turn(.user, [result("a")])]
        #expect(
            try ordered(turns, .strict) == [
                user("go"), assistant(call("a")), Turn(.user, [result("a")]), system("mind"),
            ])
    }

    @Test func aResultBeforeItsCallIsMovedBehindIt() throws {
        let turns = [user("go"), Turn(.user, [result("a")]), assistant(call("a")), user("so")]
        #expect(
            try ordered(turns, .strict) == [
                user("go"), assistant(call("a")), Turn(.user, [result("a"), text("so")]),
            ])
    }

    @Test("pitfall 92: calls in several turns become one, with the text before them")
    func pitfall92CallsInOneTurn() throws {
        let turns = [
            user("go"), assistant(text("let me see")), assistant(call("a")), assistant(call("b")),
            Turn(.user, [result("a")]), Turn(.user, [result("b")]),
        ]
        let wanted = [
            user("go"), assistant(text("let me see"), call("a"), call("b")),
            Turn(.user, [result("a"), result("b")]),
        ]
        #expect(try ordered(turns, .gathering) == wanted)
        #expect(try ordered(turns, .strict) == wanted)
    }

    /// A turn that held nothing but that result is gone, and nothing keeps its neighbours apart.
    @Test func anEarlyResultLeavesOneTurnOfTheAssistant() throws {
        let turns = [
            user("go"), assistant(text("wait")), Turn(.user, [result("a")]),
            assistant(text("now"), call("a")),
        ]
        let wanted = [
            user("go"), assistant(text("wait"), text("now"), call("a")), Turn(.user, [result("a")]),
        ]
        #expect(try ordered(turns, .gathering) == wanted)
        #expect(try ordered(turns, .strict) == wanted)
    }

    @Test func assistantTurnsWithoutCallsStayApartUnlessRolesMerge() throws {
        let turns = [user("go"), assistant(text("a")), assistant(text("b")), user("c")]
        #expect(try ordered(turns, .gathering) == turns)
        #expect(
            try ordered(turns, .strict) == [user("go"), assistant(text("a"), text("b")), user("c")])
    }

    // MARK: Pairing

    @Test("pitfall 88: a call that is answered twice has the last answer at the first place")
    func pitfall88AnsweredTwice() throws {
        let turns = [
            user("go"), assistant(call("a")), Turn(.user, [result("a", "old")]), user("x"),
            Turn(.user, [result("a", "new")]),
        ]
        for rules in [TurnRules(), .gathering] {
            #expect(
                try ordered(turns, rules) == [
                    user("go"), assistant(call("a")), Turn(.user, [result("a", "new")]), user("x"),
                ])
        }
    }

    @Test("pitfall 87: a result without a call becomes text, and the client is told")
    func pitfall87Orphan() throws {
        var report = LossReport(target)
        let turns = [user("go"), Turn(.user, [result("x", "42"), text("?")])]
        let done = try Turns.ordered(turns, .gathering, &report)
        #expect(done == [user("go"), Turn(.user, [text("42"), text("?")])])
        #expect(report.warnings == ["a tool result without its call was given as text"])
    }

    @Test func anOrphanOfJSONIsItsText() throws {
        var orphan = ToolResult(callID: "x", content: [])
        orphan.json = RawJSON(#"{"a":1}"#)
        #expect(
            try ordered([Turn(.user, [.toolResult(orphan)])], .strict) == [user(#"{"a":1}"#)])
    }

    @Test func anEmptyOrphanGoes() throws {
        let orphan = Block.toolResult(ToolResult(callID: "x", content: []))
        #expect(
            try ordered([user("a"), Turn(.user, [orphan]), user("b")], .gathering) == [
                user("a"), user("b"),
            ])
    }

    @Test("pitfall 98: a call without a name goes with its result")
    func pitfall98NamelessCall() throws {
        let nameless = Block.toolCall(ToolCall(id: "n", name: "", arguments: "{}"))
        let turns = [
            user("go"), assistant(text("hm"), nameless, call("a")),
            Turn(.user, [result("n"), result("a")]), user("so"),
        ]
        #expect(
            try ordered(turns, .gathering) == [
                user("go"), assistant(text("hm"), call("a")), Turn(.user, [result("a")]),
                user("so"),
            ])
    }

    @Test("pitfall 86: unanswered calls at the end go; others get an answer")
    func pitfall86UnansweredCalls() throws {
        var rules = TurnRules.strict
        rules.unansweredResult = "no result"
        #expect(
            try ordered([user("go"), assistant(text("hm"), call("a"))], rules)
                == [user("go"), assistant(text("hm"))])
        #expect(try ordered([user("go"), assistant(call("a"))], rules) == [user("go")])
        let thinking = Block.reasoning(Reasoning("so", proof: Proof(.anthropic, "p")))
        #expect(try ordered([user("go"), assistant(thinking, call("a"))], rules) == [user("go")])
        #expect(
            try ordered(
                [user("go"), assistant(call("a"), call("b")), Turn(.user, [result("b")])], rules)
                == [
                    user("go"), assistant(call("a"), call("b")),
                    Turn(.user, [missing("a"), result("b")]),
                ])
        #expect(
            try ordered([user("go"), assistant(call("a")), user("never mind")], rules)
                == [
                    user("go"), assistant(call("a")),
                    Turn(.user, [missing("a"), text("never mind")]),
                ])
    }

    @Test func unansweredCallsStayWhereTheDialectTakesThem() throws {
        let turns = [user("go"), assistant(call("a")), user("never mind"), assistant(call("b"))]
        #expect(try ordered(turns, .strict) == turns)
    }

    @Test("pitfall 95: ids that stand twice are made different, with their results")
    func pitfall95DuplicateIDs() throws {
        let turns = [
            user("go"), assistant(call("a"), call("a")),
            Turn(.user, [result("a", "1"), result("a", "2")]), assistant(call("a")),
            Turn(.user, [result("a", "3")]), assistant(call("a_2")),
            Turn(.user, [result("a_2", "4")]),
        ]
        #expect(
            try ordered(turns, .strict) == [
                user("go"), assistant(call("a"), call("a_2")),
                Turn(.user, [result("a", "1"), result("a_2", "2")]), assistant(call("a_3")),
                Turn(.user, [result("a_3", "3")]), assistant(call("a_2_2")),
                Turn(.user, [result("a_2_2", "4")]),
            ])
    }

    @Test func aResultTakesTheKindAndIfWantedTheNameOfItsCall() throws {
        var custom = ToolCall(id: "a", name: "patch", arguments: "x")
        custom.kind = .custom
        var rules = TurnRules.strict
        rules.namesResults = true
        let turns = [user("go"), assistant(.toolCall(custom)), Turn(.user, [result("a")])]
        let done = try ordered(turns, rules)
        guard case .toolResult(let result)? = done.last?.blocks.first else {
            Issue.record("no result in \(done)")
            return
        }
        #expect(result.kind == .custom)
        #expect(result.name == "patch")
    }

    @Test("pitfall 103: an error stays an error")
    func pitfall103ErrorsStay() throws {
        var failed = ToolResult(callID: "a", content: [text("no such file")])
        failed.isError = true
        let turns = [user("go"), assistant(call("a")), Turn(.user, [.toolResult(failed)])]
        #expect(try ordered(turns, .strict) == turns)
    }

    // MARK: Size

    @Test func tenThousandTurnsOfEachKind() throws {
        var turns: [Turn] = []
        for index in 0..<2500 {
            turns += [
                user("u"), assistant(call("c\(index % 7)")), system("s"),
                Turn(.user, [result("c\(index % 7)"), text("t")]),
            ]
        }
        var rules = TurnRules.strict
        rules.systemBeforeAssistantOnly = true
        rules.unansweredResult = "none"
        let done = try ordered(turns, rules)
        #expect(done.count == 5001)
        #expect(done.allSatisfy { !$0.blocks.isEmpty })
    }

    @Test func tenThousandNeighboursOfOneRole() throws {
        let calls = (0..<10_000).map { assistant(call("c\($0)")) }
        let results = (0..<10_000).reversed().map { Turn(.user, [result("c\($0)")]) }
        let done = try ordered([user("u")] + calls + results, .gathering)
        #expect(done.map(\.blocks.count) == [1, 10_000, 10_000])
        #expect(done[2].blocks.first == result("c0"))
        let systems = (0..<10_000).map { _ in system("s") }
        var rules = TurnRules.strict
        rules.systemBeforeAssistantOnly = true
        #expect(try ordered([user("u")] + systems, rules).count == 10_001)
        let same = (0..<10_000).map { _ in assistant(call("a")) }
        #expect(try ordered([user("u")] + same, .strict)[1].blocks.count == 10_000)
    }
}
