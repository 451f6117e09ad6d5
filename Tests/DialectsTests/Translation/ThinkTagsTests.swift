import Testing

@testable import Dialects

@Suite struct ThinkTagsTests {
    /// Reasoning and text of `text` when it comes in pieces of `size` bytes.
    private func split(_ text: String, size: Int, revises: Bool = false) -> (String, String) {
        var tags = ThinkTags(revises: revises)
        var pieces: [ThinkTags.Piece] = []
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: size) {
            let part = bytes[start..<min(start + size, bytes.count)]
            pieces += tags.take(String(decoding: part, as: UTF8.self))
        }
        pieces += tags.finish()
        func joined(_ isReasoning: Bool) -> String {
            pieces.filter { $0.isReasoning == isReasoning }.map(\.text).joined()
        }
        return (joined(true), joined(false))
    }

    @Test(
        "pitfall 45: tags that are cut over chunks",
        arguments: [
            ("<think>a b</think>\nanswer", "a b", "answer"),
            ("\n <think>a</think>answer", "a", "answer"),
            ("<think>never closed", "never closed", ""),
            ("plain <think>no</think>", "", "plain <think>no</think>"),
            ("<thin", "", "<thin"), ("<think>x</thin", "x</thin", ""),
            ("<think></think>ok", "", "ok"), ("", "", ""), ("a < b", "", "a < b"),
            ("<think>a</thi</think>\n\nb", "a</thi", "\nb"),
        ])
    func pitfall45(text: String, reasoning: String, answer: String) {
        for size in 1...max(1, text.utf8.count) {
            let (thought, said) = split(text, size: size)
            #expect(thought == reasoning && said == answer, "in pieces of \(size)")
        }
    }

    @Test("pitfall 46: only a closing tag, for a client that gets the answer whole")
    func pitfall46() {
        for size in [1, 3, 100] {
            let (thought, said) = split("because\n</think>\nanswer", size: size, revises: true)
            #expect(thought == "because\n" && said == "answer")
            let plain = split("no tags at all", size: size, revises: true)
            #expect(plain.0.isEmpty && plain.1 == "no tags at all")
        }
    }

    @Test func littleIsHeldBack() {
        var tags = ThinkTags(revises: false)
        _ = tags.take("<think>" + String(repeating: "x", count: 1000))
        #expect(tags.heldBytes == 0)
        _ = tags.take("yy</thi")
        #expect(tags.heldBytes == 5)
    }
}
