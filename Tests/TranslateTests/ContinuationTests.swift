import Testing

@testable import Dialects

/// A text block as its events.
private func text(_ index: Int, _ pieces: [String], closes: Bool = false) -> [AnswerEvent] {
    [.open(index, .text)] + pieces.map { .text(index, $0) } + (closes ? [.close(index)] : [])
}

private func call(
    _ index: Int, _ name: String, _ arguments: [String], id: String = "c", closes: Bool = false
) -> [AnswerEvent] {
    [.open(index, .toolCall(ToolCallStart(id: id, name: name)))]
        + arguments.map { .arguments(index, $0) } + (closes ? [.close(index)] : [])
}

@Suite struct ContinuationTests {
    /// What comes out of `second` for a client that has `first`; nil when they diverge.
    private func rest(
        _ first: [AnswerEvent], _ second: [AnswerEvent], keepsProofs: Bool = true
    ) -> [AnswerEvent]? {
        var sent = SentAnswer()
        for event in first { sent.note(event) }
        var filter = ContinuationFilter(sent, keepsProofs: keepsProofs)
        var out: [AnswerEvent] = []
        do throws(AnswerFailure) {
            for event in second { try filter.take(event, into: &out) }
        } catch {
            #expect(error == .diverged && out.isEmpty, "nothing comes out before a divergence")
            return nil
        }
        return filter.hasCaughtUp ? out : nil
    }

    @Test func theRestGoesOnInTheSameBlock() {
        let start = AnswerEvent.start(AnswerStart(id: "second", model: "m"))
        #expect(
            rest(text(0, ["Hel", "lo"]), [start] + text(0, ["Hello, wor", "ld"], closes: true))
                == [.text(0, ", wor"), .text(0, "ld"), .close(0)])
    }

    @Test("however both are cut") func cutsDoNotMatter() {
        let whole = "Grüße, 世界! 👋🏽 done"
        let all = Array(whole.unicodeScalars)
        for sentCount in 1..<all.count {
            for step in 1...5 {
                var pieces: [String] = []
                for start in stride(from: 0, to: all.count, by: step) {
                    var piece = ""
                    piece.unicodeScalars.append(
                        contentsOf: all[start..<min(start + step, all.count)])
                    pieces.append(piece)
                }
                var sent = ""
                sent.unicodeScalars.append(contentsOf: all[..<sentCount])
                let out = rest(text(0, [sent]), text(0, pieces, closes: true)) ?? []
                var joined = sent
                for case .text(0, let piece) in out { joined += piece }
                #expect(Array(joined.utf8) == Array(whole.utf8))
                #expect(out.last == .close(0))
            }
        }
    }

    @Test func anotherTextDiverges() {
        #expect(rest(text(0, ["Hello"]), text(0, ["Hallo"])) == nil)
        #expect(rest(text(0, ["Hello"]), text(0, ["Hel"], closes: true)) == nil)
        #expect(rest(text(0, ["Hello"], closes: true), text(0, ["Hello, you"])) == nil)
        #expect(rest(text(0, ["Hello"]), [.open(0, .reasoning), .text(0, "Hello")]) == nil)
        #expect(rest(text(0, ["Hello"]), text(0, ["Hel"])) == nil)
    }

    @Test func callsGoOnUnderTheIdThatTheClientKnows() {
        let first = text(0, ["Let me see"], closes: true) + call(1, "look", [#"{"a":"#])
        let second =
            text(0, ["Let me", " see"], closes: true)
            + call(1, "look", [#"{"a":1"#, "}"], id: "other", closes: true)
        #expect(rest(first, second) == [.arguments(1, "1"), .arguments(1, "}"), .close(1)])
        #expect(rest(first, text(0, ["Let me see"], closes: true) + call(1, "find", ["{"])) == nil)
    }

    @Test("nothing comes out before all that was sent was said again")
    func laterBlocksWait() {
        let first = text(0, ["a"]) + text(1, ["b"])
        // The first block goes beyond, the second is another one.
        #expect(rest(first, text(0, ["a+"]) + text(1, ["c"])) == nil)
        #expect(
            rest(first, text(0, ["a+"]) + text(1, ["b+"])) == [.text(0, "+"), .text(1, "+")])
    }

    @Test func newBlocksFollow() {
        let second = text(0, ["one"], closes: true) + call(1, "f", ["{}"], closes: true)
        #expect(
            rest(text(0, ["one"]), second)
                == [.close(0)] + call(1, "f", ["{}"], closes: true))
    }

    @Test func proofsGoOnlyWhereTheyMeanSomething() {
        let proof = Proof(.anthropic, "sig")
        let first: [AnswerEvent] = [.open(0, .reasoning), .text(0, "hm")]
        let second = first + [.proof(0, proof), .close(0)]
        #expect(rest(first, second) == [.proof(0, proof), .close(0)])
        #expect(rest(first, second, keepsProofs: false) == [.close(0)])
        // The client has the first one's proof: another text would not fit to it.
        #expect(
            rest(second, second + text(1, ["x"])) == text(1, ["x"]))
    }

    @Test func countsAndTheEndPass() {
        let usage = AnswerEvent.usage(TokenUsage())
        #expect(
            rest(text(0, ["a"]), [usage] + text(0, ["a"], closes: true) + [.stop(.end)])
                == [usage, .close(0), .stop(.end)])
    }

    @Test func whatIsTooLongIsLost() {
        var sent = SentAnswer()
        sent.note(.open(0, .text))
        sent.note(.text(0, String(repeating: "x", count: SentAnswer.limit)))
        #expect(sent.isLost && !sent.isUsable)
        var filter = ContinuationFilter(
            {
                var sent = SentAnswer()
                for event in text(0, ["a"]) + text(1, ["b"]) { sent.note(event) }
                return sent
            }(), keepsProofs: true)
        var out: [AnswerEvent] = []
        #expect(throws: AnswerFailure.diverged) {
            try filter.take(.open(0, .text), into: &out)
            try filter.take(.text(0, String(repeating: "a", count: 300_000)), into: &out)
        }
    }
}
