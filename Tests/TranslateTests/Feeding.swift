import IPC

@testable import Translate

/// What came out of a translator, and how it ended.
struct Fed: Equatable {
    var output: [UInt8]
    var failure: AnswerFailure?
    var usage: Usage
    var model: String
    var hasMeaning: Bool

    var text: String { String(decoding: output, as: UTF8.self) }
}

/// Feeds `bytes` to a translator, cut before each offset of `cuts`.
func feed(_ translator: some AnswerTranslator, _ bytes: [UInt8], cuts: [Int] = []) -> Fed {
    var translator = translator
    var output = ByteQueue()
    var failure: AnswerFailure?
    var from = 0
    do throws(AnswerFailure) {
        for cut in cuts + [bytes.count] where cut > from {
            try translator.receive(bytes.span.bytes.extracting(from..<cut), into: &output)
            from = cut
        }
        try translator.finish(into: &output)
    } catch {
        failure = error
    }
    return Fed(
        output: output.withBytes { Array($0) }, failure: failure, usage: translator.usage,
        model: translator.model, hasMeaning: translator.hasMeaning)
}

func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
