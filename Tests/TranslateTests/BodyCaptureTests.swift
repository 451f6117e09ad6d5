import Testing

@testable import Translate

/// What is recorded of bodies.
@Suite struct BodyCaptureTests {
    private func take(_ capture: BodyCapture, _ text: String) {
        let bytes = Array(text.utf8)
        capture.take(bytes.span.bytes)
    }

    @Test func theBeginningIsKeptAndTheLengthIsTold() {
        let capture = BodyCapture(limit: 8, of: KeptBudget(limit: 100))
        take(capture, "abcde")
        #expect(!capture.isCut)
        take(capture, "fghij")
        take(capture, "klm")
        #expect(String(decoding: capture.bytes, as: UTF8.self) == "abcdefgh")
        #expect(capture.wholeBytes == 13 && capture.isCut)
    }

    @Test func allTogetherHaveABudget() {
        let budget = KeptBudget(limit: 10)
        do {
            let (one, other) = (
                BodyCapture(limit: 8, of: budget), BodyCapture(limit: 8, of: budget)
            )
            take(one, "12345678")
            take(other, "1234")
            #expect(other.bytes.count == 2 && other.wholeBytes == 4 && budget.held == 10)
            // There is room again, but not for what would leave a gap.
            take(other, "5678")
            #expect(other.bytes.count == 2)
        }
        #expect(budget.held == 0)
    }

    // MARK: What is recorded

    private func recorded(
        _ pieces: [String], limit: Int
    ) -> (content: String, wholeBytes: UInt64) {
        let capture = BodyCapture(limit: limit, of: KeptBudget(limit: 1 << 20))
        for piece in pieces { capture.take(bytes(piece).span.bytes) }
        let recorded = capture.recorded
        return (String(decoding: recorded.content, as: UTF8.self), recorded.wholeBytes)
    }

    @Test func aShortOneIsRecordedAsItIs() {
        let found = recorded(["{\"a\":", "1}"], limit: 7)
        #expect(found.content == "{\"a\":1}" && found.wholeBytes == 7)
    }

    @Test func aLongOneIsCut() {
        let found = recorded(["0123", "4567", "89"], limit: 6)
        #expect(found.content == "012345" && found.wholeBytes == 10)
    }

    @Test func aMarkThatIsShorterCutsNothing() {
        let found = recorded([#"{"password":"hunter2hunter2"}"#], limit: 40)
        #expect(found.content == #"{"password":"***"}"# && found.wholeBytes == 29)
    }

    @Test func whatMaskingMakesLongerIsCutAtTheBoundAndSaysSo() {
        // Each of the secrets is one byte long, its mark three.
        let text = "[" + String(repeating: #"{"password":"a"},"#, count: 20_000) + "0]"
        let found = recorded([text], limit: text.utf8.count)
        #expect(found.content.utf8.count == text.utf8.count)
        #expect(found.content.hasPrefix(#"[{"password":"***"},{"password":"***"}"#))
        #expect(found.wholeBytes > UInt64(text.utf8.count))
    }

    @Test(arguments: ["é", "€", "𝄞"]) func aCutEndsWithAWholeCharacter(character: String) {
        let size = character.utf8.count
        for kept in 1..<size {
            #expect(recorded(["ab" + character + "c"], limit: 2 + kept).content == "ab")
        }
        let whole = recorded(["ab" + character + "c"], limit: 2 + size)
        #expect(whole.content == "ab" + character && whole.wholeBytes == UInt64(3 + size))
    }
}
