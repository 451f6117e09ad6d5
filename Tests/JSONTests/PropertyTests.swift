import Foundation
import JSON
import Testing

@Suite struct PropertyTests {
    @Test(arguments: 0..<20)
    func readingGivesBackTheTree(_ seed: Int) throws {
        var random = SeededGenerator(UInt64(seed))
        var tape = JSONTape()
        for _ in 0..<100 {
            let model = Model.random(&random)
            let bytes = Array(model.text(&random).utf8)
            try tape.parse(bytes)
            #expect(Model(JSONDocument(bytes: bytes, tape: tape).root) == model)
        }
    }

    @Test(arguments: 0..<20)
    func writingAndReadingGivesTheTreeBack(_ seed: Int) throws {
        var random = SeededGenerator(UInt64(seed) + 1000)
        for _ in 0..<100 {
            let model = Model.random(&random)
            let bytes = model.bytes
            let read = try JSONDocument(bytes)
            #expect(Model(read.root) == model)
            #expect(rewritten(read.root) == bytes)
        }
    }

    /// Whatever is cut off or changed, the parser answers and points into the document.
    @Test(arguments: 0..<10)
    func damagedDocumentsNeverTrap(_ seed: Int) {
        var random = SeededGenerator(UInt64(seed) + 2000)
        for _ in 0..<8 {
            let bytes = Array(Model.random(&random).text(&random).utf8.prefix(600))
            for index in bytes.indices {
                let cut = failure(Array(bytes[..<index]))
                #expect((cut?.offset ?? 0) <= index)
                var changed = bytes
                changed[index] = UInt8.random(in: 0...255, using: &random)
                let error = failure(changed)
                #expect((error?.offset ?? 0) <= changed.count)
            }
        }
    }

    /// A container that is cut short is an unexpected end, at the end, whatever the place.
    @Test func everyTruncationIsAnUnexpectedEnd() {
        let text = #"{"a":[1,-2.5e+3,true,false,null,"x\n\ud83d\ude00ü世😀"],"b":{"c":{}},"d":[]}"#
        let bytes = Array(text.utf8)
        for end in bytes.indices {
            let error = failure(Array(bytes[..<end]))
            // Inside of a character the bytes are not UTF-8, which is found first.
            if error?.kind == .invalidUTF8 {
                #expect(bytes[end] & 0xC0 == 0x80)
            } else {
                #expect(error == JSONError(.unexpectedEnd, at: end), "\(end)")
            }
        }
    }

    /// UTF-8 is judged as the standard library judges it.
    @Test func everySequenceOfUpToThreeBytesIsJudgedRight() {
        var tape = JSONTape()
        let edges: [UInt8] = [0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xFF]
        for lead in UInt8(0x80)...0xFF {
            for second in edges {
                for third in edges {
                    for fourth in edges {
                        let text = [lead, second, third, fourth]
                        let bytes = [0x22] + text + [0x22, 0x20, 0x20]
                        let isValid = String(validating: text, as: UTF8.self) != nil
                        let isAccepted = (try? tape.parse(bytes)) != nil
                        #expect(isValid == isAccepted, "\(text)")
                    }
                }
            }
        }
    }

    /// Foundation reads the same texts out of what is written.
    @Test func foundationReadsWhatIsWritten() throws {
        var random = SeededGenerator(7)
        for _ in 0..<200 {
            let texts = (0..<5).map { _ in Model.randomText(&random) }
            let bytes = Model.array(texts.map { .string($0) }).bytes
            let read = try JSONSerialization.jsonObject(with: Data(bytes)) as? [String]
            #expect(read == texts)
        }
    }
}
