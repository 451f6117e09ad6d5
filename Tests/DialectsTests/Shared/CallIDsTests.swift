@testable import Dialects
import IPC
import Testing

@Suite struct CallIDsTests {
    private let target = Target(
        requestID: "r-1", client: .openaiChat, provider: .anthropic, model: "m")

    @Test(arguments: [
        ("call_1", CallIDRule.length(64)), ("toolu_A-1", .word(64)), ("a.b:c", .length(40)),
        ("AbC123xyz", .alphanumeric(9)),
    ])
    func aLegalIDStays(id: String, rule: CallIDRule) {
        #expect(CallIDs.legal(id, rule) == id)
    }

    @Test(arguments: [
        ("", CallIDRule.word(64)), ("a.b", .word(64)), ("über", .word(64)),
        (String(repeating: "x", count: 65), .word(64)), ("call_1", .alphanumeric(9)),
        (String(repeating: "é", count: 40), .length(64)), ("", .length(64)), ("long-id", .word(5)),
    ])
    func anIllegalIDBecomesALegalOne(id: String, rule: CallIDRule) {
        let legal = CallIDs.legal(id, rule)
        #expect(rule.allows(legal))
        #expect(legal != id)
        #expect(CallIDs.legal(id, rule) == legal)
    }

    @Test("pitfall 97: a long id is shortened, the same each time and different for each id")
    func pitfall97LongIDsAreShortened() {
        let long = String(repeating: "call_", count: 20)
        #expect(CallIDs.legal(long + "1", .length(64)) != CallIDs.legal(long + "2", .length(64)))
        #expect(CallIDs.legal(long, .length(64)).utf8.count == 64)
        #expect(CallIDs.legal(long, .length(64)).hasPrefix("call_call_"))
    }

    @Test("pitfall 174: shortening twice changes nothing more")
    func pitfall174ShorteningIsStable() {
        for rule in [CallIDRule.length(40), .word(64), .alphanumeric(9)] {
            let once = CallIDs.legal("functions.read:0 " + String(repeating: "z", count: 70), rule)
            #expect(CallIDs.legal(once, rule) == once)
        }
    }

    @Test func invertedPairsOfPrefixAndPurposeDiffer() {
        let ids = [
            InventedIDs.id("msg_", target), InventedIDs.id("msg_", target, "1"),
            InventedIDs.id("rs_", target, "1"), CallIDs.invented(target, 0),
            CallIDs.invented(target, 1),
        ]
        #expect(Set(ids).count == ids.count)
        #expect(ids[0].hasPrefix("msg_"))
        #expect(ids[0].utf8.count == 28)
        #expect(InventedIDs.id("msg_", target) == ids[0])
    }

    @Test func anotherRequestGetsOtherIDs() {
        var other = target
        other.requestID = "r-2"
        #expect(InventedIDs.id("msg_", other) != InventedIDs.id("msg_", target))
        #expect(CallIDs.invented(other, 0) != CallIDs.invented(target, 0))
    }

    @Test(
        "pitfall 14: an invented call id is the same each time and legal everywhere but at Mistral")
    func pitfall14InventedIDsAreLegal() {
        let id = CallIDs.invented(target, 3)
        #expect(CallIDRule.word(40).allows(id))
        #expect(CallIDs.invented(target, 3) == id)
        #expect(CallIDs.positional(0, name: "a") != CallIDs.positional(0, name: "b"))
        #expect(CallIDRule.word(40).allows(CallIDs.positional(0, name: "ä")))
    }
}
