// Feeds the translator of openai-chat streams what a provider might send. However it is cut, the same comes out; what comes
// out is a prefix of what went in unless counts are hidden; and nothing traps.
import IPC

@testable import Translate

/// One input and what must hold for it.
///
/// The first byte chooses how the rest is cut and whether counts are hidden.
func check(_ input: [UInt8]) {
    guard let first = input.first else { return }
    let body = Array(input.dropFirst())
    let hides = first & 1 == 1
    let whole = run(body, hides: hides, piece: body.count)
    let cut = run(body, hides: hides, piece: Int(first >> 1) % 50 + 1)
    precondition(whole == cut, "the cut changed the output")
    if !hides {
        let common = min(whole.output.count, body.count)
        precondition(whole.output.prefix(common) == body.prefix(common), "bytes were changed")
    }
}

private struct Run: Equatable {
    var output: [UInt8] = []
    var failure: AnswerFailure?
    var usage = Usage()
    var hasMeaning = false
}

private func run(_ body: [UInt8], hides: Bool, piece: Int) -> Run {
    var translator = ChatStreamPassthrough(hidesUsage: hides)
    var output = ByteQueue()
    var result = Run()
    do throws(AnswerFailure) {
        var at = 0
        while at < body.count {
            let end = min(body.count, at + max(1, piece))
            try translator.receive(body.span.bytes.extracting(at..<end), into: &output)
            at = end
        }
        try translator.finish(into: &output)
    } catch {
        result.failure = error
    }
    result.output = output.withBytes { Array($0) }
    result.usage = translator.usage
    result.hasMeaning = translator.hasMeaning
    return result
}
