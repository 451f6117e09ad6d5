@testable import Dialects
import IPC
import Testing

@Suite struct TurnEdgesTests: TurnMaking {
    // MARK: Empty things

    @Test("pitfall 82: blank text is left out, within results too")
    func pitfall82BlankText() throws {
        var rules = TurnRules()
        rules.dropsBlankText = true
        let turns = [
            Turn(.user, [text(" \n\u{3000}"), text("go")]), assistant(text(""), call("a")),
            Turn(.user, [.toolResult(ToolResult(callID: "a", content: [text(" "), text("x")]))]),
        ]
        #expect(
            try ordered(turns, rules) == [
                user("go"), assistant(call("a")), Turn(.user, [result("a", "x")]),
            ])
        #expect(try ordered(Array(turns.prefix(1)), TurnRules()) == Array(turns.prefix(1)))
    }

    @Test func blankTextWithAProofOfTheTargetStays() throws {
        var signed = TextBlock("")
        signed.proof = Proof(.google, "sig")
        let turns = [user("go"), assistant(.text(signed)), user("so")]
        #expect(try ordered(turns, .strict, to: .gemini) == turns)
        #expect(
            try ordered(turns, .strict, to: .anthropic) == [Turn(.user, [text("go"), text("so")])])
    }

    @Test("pitfall 81: an empty assistant message is removed")
    func pitfall81EmptyAssistant() throws {
        let turns = [user("a"), assistant(text("  ")), assistant(), user("b")]
        #expect(try ordered(turns, TurnRules()) == [user("a"), user("b")])
    }

    @Test("pitfall 94: an assistant turn of nothing but thinking is left out where it has no place")
    func pitfall94ThoughtOnly() throws {
        let thought = assistant(.reasoning(Reasoning("hm")))
        var rules = TurnRules()
        #expect(try ordered([user("a"), thought, user("b")], rules).count == 3)
        rules.dropsThoughtOnly = true
        #expect(try ordered([user("a"), thought, user("b")], rules) == [user("a"), user("b")])
    }

    @Test func anEmptyUserTurnIsReplacedOnlyWhereItIsNeeded() throws {
        let empty = Turn(.user, [text(" ")])
        #expect(
            try ordered(
                [user("a"), assistant(text("b")), empty, assistant(text("c")), user("d")], .strict)
                == [
                    user("a"), assistant(text("b")), user(Turns.emptyWords), assistant(text("c")),
                    user("d"),
                ])
        #expect(
            try ordered([user("a"), assistant(text("b")), empty], .strict)
                == [user("a"), assistant(text("b")), user(Turns.emptyWords)])
        #expect(try ordered([empty, user("a")], .strict) == [user("a")])
    }

    // MARK: Roles

    @Test("pitfall 80: neighbouring turns of one role become one, block by block")
    func pitfall80MergedRoles() throws {
        let turns = [user("a"), user("b"), assistant(text("c")), assistant(text("d")), user("e")]
        #expect(
            try ordered(turns, .strict) == [
                Turn(.user, [text("a"), text("b")]), assistant(text("c"), text("d")), user("e"),
            ])
        #expect(try ordered(turns, TurnRules()) == turns)
    }

    @Test func participantsThatMergeLoseTheirNames() throws {
        let turns = [
            Turn(.user, [text("a")], name: "ann"), Turn(.user, [text("b")], name: "bob"),
            assistant(text("x")), Turn(.user, [text("c")], name: "ann"),
            Turn(.user, [text("d")], name: "ann"),
        ]
        #expect(try ordered(turns, .strict).map(\.name) == [nil, nil, "ann"])
    }

    @Test("pitfall 75: system text in the middle keeps its place")
    func pitfall75SystemInTheMiddle() throws {
        let turns = [user("a"), assistant(text("b")), system("mind"), user("c")]
        #expect(try ordered(turns, .strict) == turns)
        var told = TurnRules.strict
        told.systemInside = false
        #expect(
            try ordered(turns, told) == [
                user("a"), assistant(text("b")),
                Turn(.user, [text(Turns.reminder("mind")), text("c")]),
            ])
    }

    @Test func systemTextStaysOnlyBeforeTheAssistant() throws {
        var rules = TurnRules.strict
        rules.systemBeforeAssistantOnly = true
        let legal = [
            user("a"), system("s"), system("t"), assistant(text("b")), user("c"), system("u"),
        ]
        #expect(try ordered(legal, rules) == legal)
        #expect(
            try ordered([user("a"), system("s"), user("b")], rules)
                == [Turn(.user, [text("a"), text(Turns.reminder("s")), text("b")])])
        #expect(
            try ordered([user("a"), assistant(text("b")), system("s")], rules)
                == [user("a"), assistant(text("b")), user(Turns.reminder("s"))])
    }

    // MARK: Beginning and end

    @Test("pitfall 85: a history that begins with the model gets a user turn before")
    func pitfall85UserFirst() throws {
        #expect(
            try ordered([assistant(text("hi")), user("a")], .strict)
                == [user(Turns.opening), assistant(text("hi")), user("a")])
    }

    @Test("pitfall 78: instructions alone get a minimal user turn")
    func pitfall78NoTurn() throws {
        #expect(try ordered([], .strict) == [user(Turns.firstWords)])
        #expect(try ordered([], TurnRules()) == [])
    }

    @Test("pitfall 79: an empty input gets a turn where one is needed")
    func pitfall79EmptyInput() throws {
        var rules = TurnRules()
        rules.needsTurn = true
        #expect(try ordered([], rules) == [user(Turns.firstWords)])
        #expect(try ordered([system("s")], rules) == [system("s"), user(Turns.firstWords)])
    }

    @Test("pitfall 84: a prefill goes where the model takes none, and the client is told")
    func pitfall84Prefill() throws {
        var rules = TurnRules.strict
        rules.allowsPrefill = false
        var report = LossReport(target)
        let turns = [user("a"), assistant(text("The answer is"))]
        #expect(try Turns.ordered(turns, rules, &report) == [user("a")])
        #expect(
            report.warnings == [
                "a last message of the assistant to be continued was left out: "
                    + "the model has nothing like it"
            ])
        #expect(try ordered(turns, .strict) == turns)
    }

    @Test("pitfall 83: text that is continued has no white space at its end")
    func pitfall83TrailingSpace() throws {
        #expect(
            try ordered([user("a"), assistant(text("So: \n\t"))], .strict)
                == [user("a"), assistant(text("So:"))])
        let inside = [user("a"), assistant(text("So: ")), user("b")]
        #expect(try ordered(inside, .strict) == inside)
    }

    @Test func aTurnThatTheProviderGoesOnWithIsNoPrefill() throws {
        var rules = TurnRules.strict
        rules.allowsPrefill = false
        let own = Block.opaque(OpaqueBlock(.anthropic, type: "server_tool_use", json: .emptyObject))
        let turns = [user("a"), assistant(text("searching"), own)]
        #expect(try ordered(turns, rules) == turns)
        #expect(try ordered(turns, rules, to: .gemini) == [user("a")])
    }
}
