import JSON
import Testing

@Suite struct SpliceTests {
    @Test(arguments: [
        (#"{"a":1,"b":2,"c":3}"#, ["a"], #"{"b":2,"c":3}"#),
        (#"{"a":1,"b":2,"c":3}"#, ["b"], #"{"a":1,"c":3}"#),
        (#"{"a":1,"b":2,"c":3}"#, ["c"], #"{"a":1,"b":2}"#),
        (#"{"a":1,"b":2,"c":3}"#, ["a", "b"], #"{"c":3}"#),
        (#"{"a":1,"b":2,"c":3}"#, ["b", "c"], #"{"a":1}"#),
        (#"{"a":1,"b":2,"c":3}"#, ["c", "a"], #"{"b":2}"#),
        (#"{"a":1,"b":2,"c":3}"#, ["a", "b", "c"], #"{}"#),
        (#"{ "a" : 1 , "b" : 2 }"#, ["a"], #"{ "b" : 2 }"#),
        (#"{ "a" : 1 , "b" : 2 }"#, ["b"], #"{ "a" : 1 }"#),
        (#"{ "a" : 1 , "b" : 2 }"#, ["b", "a"], "{  }"),
        (#"{"a":1,"b":2,"a":3}"#, ["a"], #"{"b":2}"#),
        (#"{"a":1}"#, ["x"], #"{"a":1}"#),
    ])
    func membersAreRemoved(_ before: String, _ names: [String], _ after: String) throws {
        let edited = try spliced(before) { splice, reading in
            for name in names {
                splice.removeMember(
                    name, of: reading.root, on: reading.tape, in: reading.bytes.span.bytes)
            }
        }
        #expect(edited == after)
    }

    @Test(arguments: [
        ("{}", #"{"x":0,"n":1}"#), (#"{ }"#, #"{"x":0,"n":1 }"#),
        (#"{"a":1}"#, #"{"x":0,"a":1,"n":1}"#), (#"{ "a":1 }"#, #"{"x":0, "a":1,"n":1 }"#),
    ])
    func membersAreAdded(_ before: String, _ after: String) throws {
        let edited = try spliced(before) { splice, reading in
            splice.appendMember("n", Array("1".utf8), to: reading.root, on: reading.tape)
            splice.prependMember("x", Array("0".utf8), to: reading.root, on: reading.tape)
        }
        #expect(edited == after)
    }

    @Test(arguments: [
        (#"{}"#, #"{"m":9}"#), (#"{"m":1,"b":2}"#, #"{"m":9,"b":2}"#),
        (#"{"m":1,"b":2,"\u006d":3}"#, #"{"b":2,"\u006d":9}"#), (#"[1]"#, "[1]"),
    ])
    func aMemberIsSetOnce(_ before: String, _ after: String) throws {
        let edited = try spliced(before) { splice, reading in
            for value in ["7", "8", "9"] {
                splice.setMember(
                    "m", to: Array(value.utf8), of: reading.root, on: reading.tape,
                    in: reading.bytes.span.bytes)
            }
        }
        #expect(edited == after)
    }

    @Test func settingAfterRemovingAndRemovingAfterSetting() throws {
        let text = #"{"a":1,"b":2}"#
        let kept = try spliced(text) { splice, reading in
            let bytes = reading.bytes.span.bytes
            splice.removeMember("a", of: reading.root, on: reading.tape, in: bytes)
            splice.setMember("a", to: [0x35], of: reading.root, on: reading.tape, in: bytes)
        }
        #expect(kept == #"{"a":5,"b":2}"#)
        let gone = try spliced(text) { splice, reading in
            let bytes = reading.bytes.span.bytes
            splice.setMember("a", to: [0x35], of: reading.root, on: reading.tape, in: bytes)
            splice.setMember("n", to: [0x35], of: reading.root, on: reading.tape, in: bytes)
            splice.removeMember("a", of: reading.root, on: reading.tape, in: bytes)
            splice.removeMember("n", of: reading.root, on: reading.tape, in: bytes)
        }
        #expect(gone == #"{"b":2}"#)
    }

    @Test func elementsAreAddedAndRemoved() throws {
        let edited = try spliced("[1, [2], 3]") { splice, reading in
            let tape = reading.tape
            guard let first = tape.element(0, of: tape.root),
                let inner = tape.element(1, of: tape.root),
                let two = tape.element(0, of: inner)
            else { return }
            splice.remove(first, of: tape.root, on: tape)
            splice.remove(two, of: inner, on: tape)
            splice.appendElement([0x34], to: inner, on: tape)
            splice.prependElement([0x30], to: tape.root, on: tape)
            splice.appendElement([0x39], to: tape.root, on: tape)
        }
        #expect(edited == "[0,[4], 3,9]")
    }

    @Test func whatIsInsideOfARemovedOrReplacedValueGoesWithIt() throws {
        let text = #"{"a":{"b":[1]},"c":2}"#
        for isRemoved in [true, false] {
            let edited = try spliced(text) { splice, reading in
                let tape = reading.tape
                let bytes = reading.bytes.span.bytes
                guard let outer = tape.member("a", of: tape.root, in: bytes),
                    let inner = tape.member("b", of: outer, in: bytes)
                else { return }
                splice.appendElement([0x32], to: inner, on: tape)
                splice.replace(inner, with: [0x35], on: tape)
                splice.appendMember("x", [0x31], to: outer, on: tape)
                if isRemoved {
                    splice.removeMember("a", of: tape.root, on: tape, in: bytes)
                } else {
                    splice.replace(outer, with: [0x37], on: tape)
                }
            }
            #expect(edited == (isRemoved ? #"{"c":2}"# : #"{"a":7,"c":2}"#))
        }
    }

    @Test func rangesAreReplacedAndInsertedByHand() {
        let original = Array("0123456789".utf8)
        var splice = JSONSplice()
        #expect(splice.isEmpty)
        #expect(splice.segments(of: 10).list == [.original(0..<10)])
        splice.replace(2..<4, with: Array("ab".utf8))
        splice.replace(2..<2, with: Array("<".utf8))
        splice.replace(4..<4, with: Array(">".utf8))
        splice.replace(3..<4, with: Array("lost".utf8))
        splice.replace(10..<10, with: Array("!".utf8))
        splice.replace(0..<1, with: [])
        splice.replace(2..<4, with: Array("AB".utf8))
        #expect(!splice.isEmpty)
        #expect(String(decoding: splice.apply(to: original), as: UTF8.self) == "1<AB>456789!")
        let segments = splice.segments(of: 10)
        #expect(segments.byteCount == 12)
        #expect(segments.list.map(\.byteCount).reduce(0, +) == 12)
    }

    @Test func editsThatCrossAreAMistakeOfOurs() async {
        await #expect(processExitsWith: .failure) {
            var splice = JSONSplice()
            splice.replace(0..<5, with: [])
            splice.replace(3..<7, with: [])
            _ = splice.segments(of: 10)
        }
    }

    /// A body of 20 MB is sent on as parts: the new bytes are all that is allocated for it.
    @Test func aLargeBodyIsNotCopied() throws {
        let image = Array(repeating: UInt8(ascii: "A"), count: 20 << 20)
        let bytes = Array(#"{"model":"a","image":""#.utf8) + image + Array(#"","n":1}"#.utf8)
        let reading = try Reading(bytes)
        var splice = JSONSplice()
        let span = reading.bytes.span.bytes
        splice.setMember(
            "model", to: Array(#""longer""#.utf8), of: reading.root, on: reading.tape, in: span)
        splice.removeMember("n", of: reading.root, on: reading.tape, in: span)
        splice.setMember("k", to: [0x31], of: reading.root, on: reading.tape, in: span)
        let segments = splice.segments(of: bytes.count)
        #expect(segments.list.count == 5)
        #expect(segments.byteCount == bytes.count + 5)
        let inserted = segments.list.reduce(0) { sum, segment in
            if case .inserted(let bytes) = segment { sum + bytes.count } else { sum }
        }
        #expect(inserted == 14)
        let edited = try Reading(splice.apply(to: bytes))
        #expect(edited.bytes.count == segments.byteCount)
        #expect(edited.member("model", of: edited.root).map { edited.equals($0, "longer") } == true)
        #expect(edited.member("n", of: edited.root) == nil)
    }

    /// Edits a text and gives back the result, which must be JSON.
    private func spliced(
        _ text: String, _ body: (inout JSONSplice, Reading) -> Void
    ) throws -> String {
        let reading = try Reading(text)
        var splice = JSONSplice()
        body(&splice, reading)
        let bytes = splice.apply(to: reading.bytes)
        #expect(accepts(bytes))
        return String(decoding: bytes, as: UTF8.self)
    }
}
