import Dialects
import IPC
import Testing

@testable import Translate

/// What is kept of all answers together.
@Suite struct KeptBudgetTests {
    @Test func sharesAddUp() {
        let budget = KeptBudget(limit: 100)
        var first = KeptShare(of: budget)
        var second = KeptShare(of: budget)
        let fit = [first.holds(40), second.holds(60)]
        #expect(fit == [true, true] && budget.held == 100 && budget.isSpent)
        let fewer = first.holds(10)
        #expect(fewer && !budget.isSpent)
        first.giveBack()
        first.giveBack()
        second.giveBack()
        #expect(budget.held == 0)
    }

    @Test func whoeverCrossesTheLimitKeepsNothing() {
        let budget = KeptBudget(limit: 100)
        var first = KeptShare(of: budget)
        var second = KeptShare(of: budget)
        let fit = [first.holds(90), second.holds(11)]
        #expect(fit == [true, false])
        second.giveBack()
        #expect(budget.held == 90)
        let later = [second.holds(0), second.holds(10), first.holds(91)]
        #expect(later == [true, true, false])
    }

    @Test func nothingIsAlwaysAllowed() {
        let budget = KeptBudget(limit: 0)
        var share = KeptShare(of: budget)
        let fit = [share.holds(0), share.holds(1)]
        #expect(fit == [true, false] && budget.isSpent)
    }

    @Test func aKeeperSaysWhatItKeepsAndForgets() {
        var keeper = AnswerKeeper()
        keeper.take(bytes("hello").span.bytes)
        #expect(keeper.byteCount == 5)
        keeper.forget()
        keeper.take(bytes("hello").span.bytes)
        #expect(keeper.byteCount == 0)
        var long = AnswerKeeper()
        long.take([UInt8](repeating: 1, count: Limits.keptBytes + 1).span.bytes)
        #expect(long.byteCount == 0)
    }

    @Test func aRelaySaysWhatItKeepsAndForgets() throws {
        let event =
            #"data: {"id":"c","choices":[{"index":0,"delta":{"content":"hello"}}]}"# + "\n\n"
        for client in [Dialect.openaiChat, .anthropic] {
            let relay = try relay(client)
            var output = ByteQueue()
            try relay.receive(bytes(event).span.bytes, into: &output)
            #expect(relay.keptBytes > 0 && relay.isContinuable)
            relay.forgetSent()
            #expect(relay.keptBytes == 0 && !relay.isContinuable)
            try relay.receive(bytes(event).span.bytes, into: &output)
            #expect(relay.keptBytes == 0)
        }
    }

    /// The way of an answer of openai-chat to a client that streams.
    private func relay(_ client: Dialect) throws -> Relay {
        let codec = try #require(Codecs.client(client))
        let provider = try #require(Codecs.provider(.openaiChat))
        var plan = AnswerPlan()
        plan.streams = true
        plan.clientStreams = true
        let context = AnswerContext(
            target: Target(requestID: "r", client: client, provider: .openaiChat, model: "m"),
            plan: plan)
        guard client == .openaiChat else {
            return Relay(from: provider, to: codec, context)
        }
        return Relay(
            through: try #require(Codecs.passthrough(client)), from: provider, to: codec, context)
    }
}
