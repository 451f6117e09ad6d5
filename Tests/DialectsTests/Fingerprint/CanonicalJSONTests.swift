import JSON
import Testing

@testable import Dialects

/// The canonical form: one for all spellings of a document, another for every other document.
@Suite struct CanonicalJSONTests {
    private func canonical(_ text: String) throws -> [UInt8] {
        let bytes = Array(text.utf8)
        var tape = JSONTape()
        try tape.parse(bytes)
        var form = CanonicalJSON(tape, after: [])
        form.append(tape.root, in: bytes.span.bytes)
        return form.output
    }

    @Test func spellingChangesNothing() throws {
        for seed in UInt64(1)...150 {
            var random = SeededRandom(seed: seed)
            let value = LooseJSON.random(&random)
            let first = try canonical(value.written(&random))
            for _ in 0..<4 { #expect(try canonical(value.written(&random)) == first) }
        }
    }

    @Test func everyChangeShows() throws {
        for seed in UInt64(1)...150 {
            var random = SeededRandom(seed: seed)
            let value = LooseJSON.random(&random)
            let first = try canonical(value.written(&random))
            for _ in 0..<4 {
                #expect(try canonical(value.changed(&random).written(&random)) != first)
            }
        }
    }

    @Test(arguments: [
        (#"{"a":1}"#, #"{"a":"1"}"#), (#"{"a":1}"#, #"{"a":1.0}"#), ("[]", "{}"),
        (#"["ab"]"#, #"["a","b"]"#), (#"[["a"],"b"]"#, #"[["a","b"]]"#),
        (#"{"a":{"b":1}}"#, #"{"a":{},"b":1}"#), (#"["\ud800"]"#, #"["\ufffd"]"#),
        (#"["\ud800"]"#, #"["\ud801"]"#), ("[null]", "[false]"),
        (#"{"a":1,"b":2}"#, #"{"a":2,"b":1}"#),
        (#"[" "]"#, #"["  "]"#), ("[\"\u{e9}\"]", "[\"e\u{301}\"]"),
    ])
    func theseAreNotTheSame(first: String, second: String) throws {
        #expect(try canonical(first) != canonical(second))
    }

    /// Who comes last of members with one name is who counts.
    @Test func orderOfDuplicatesCounts() throws {
        #expect(
            try canonical(#"{"a":1,"b":0,"a":2}"#) == canonical(#"{"b":0,"a":1,"a":2}"#))
        #expect(try canonical(#"{"a":1,"a":2}"#) != canonical(#"{"a":2,"a":1}"#))
    }
}
