import Foundation
import JSON
import Testing

/// The conformance files of the shared corpus, found through `OMNI_CORPUS`.
@Suite struct CorpusTests {
    /// What is decided about the files that RFC 8259 leaves open; all others of `i_` are accepted.
    ///
    /// Rejected is what is not UTF-8 (section 8.1) and what starts with a byte order mark. Accepted
    /// are numbers of any size, kept as text, lone surrogates, kept as escapes, and 500 levels.
    static let rejectedByDecision: Set<String> = [
        "i_string_UTF-16LE_with_BOM.json", "i_string_UTF-8_invalid_sequence.json",
        "i_string_UTF8_surrogate_U+D800.json", "i_string_invalid_utf-8.json",
        "i_string_iso_latin_1.json", "i_string_lone_utf8_continuation_byte.json",
        "i_string_not_in_unicode_range.json", "i_string_overlong_sequence_2_bytes.json",
        "i_string_overlong_sequence_6_bytes.json", "i_string_overlong_sequence_6_bytes_null.json",
        "i_string_truncated-utf-8.json", "i_string_utf16BE_no_BOM.json",
        "i_string_utf16LE_no_BOM.json", "i_structure_UTF-8_BOM_empty_object.json",
    ]

    static let folder: URL = {
        let given = ProcessInfo.processInfo.environment["OMNI_CORPUS"]
        let root =
            given.map { URL(filePath: $0) }
            ?? URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../shared/corpus").standardized
        return root.appending(path: "json-parsing/test_parsing")
    }()

    static let files: [String] = {
        let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
        guard let names, !names.isEmpty else {
            print("SKIPPED: no JSON conformance corpus at OMNI_CORPUS; only own cases were run")
            return []
        }
        return names.filter { $0.hasSuffix(".json") }.sorted()
    }()

    @Test func corpusIsDecidedAsDocumented() throws {
        for name in Self.files {
            let bytes = [UInt8](try Data(contentsOf: Self.folder.appending(path: name)))
            let expected =
                name.hasPrefix("y_")
                || (name.hasPrefix("i_") && !Self.rejectedByDecision.contains(name))
            #expect(accepts(bytes) == expected, "\(name)")
        }
        if !Self.files.isEmpty { #expect(Self.files.count > 300) }
    }

    /// What is accepted survives: writing the tape out and parsing again gives the same tree.
    @Test func acceptedFilesSurviveRewriting() throws {
        for name in Self.files where !name.hasPrefix("n_") {
            let bytes = [UInt8](try Data(contentsOf: Self.folder.appending(path: name)))
            guard accepts(bytes) else { continue }
            let first = try JSONDocument(bytes)
            let compact = rewritten(first.root)
            #expect(rewritten(try JSONDocument(compact).root) == compact, "\(name)")
        }
    }

    @Test func truncatedFilesNeverTrap() throws {
        for name in Self.files {
            let bytes = [UInt8](try Data(contentsOf: Self.folder.appending(path: name)))
            for end in 0..<min(bytes.count, 400) { _ = accepts(Array(bytes[..<end])) }
        }
    }

    @Test(arguments: [
        "0", "-0", "1E+2", "[]", "{}", " [1 , 2] ", "\"\"", "\"\\ud834\\udd1e\"", "\"\\uD800\"",
        "{\"a\":1,\"a\":2}", "[123456789012345678901234567890e9999]", "\"\u{7F}\u{10FFFF}\"",
        "null\n",
    ])
    func ownAcceptedCases(_ text: String) {
        #expect(accepts(Array(text.utf8)))
    }

    @Test(arguments: [
        "", " ", "01", "+1", "1.", ".5", "1e", "-", "0x1", "NaN", "Infinity", "tru", "nul", "truex",
        "[1,]", "[,1]", "[1 2]", "{\"a\"}", "{\"a\":}", "{a:1}", "{\"a\":1,}", "{1:1}", "'a'",
        "\"a",
        "\"\\x41\"", "\"\\u12\"", "\"\\u123g\"", "\"\n\"", "1 2", "[]]", "{}}", "[}", "{]",
        "\u{FEFF}{}",
        "//\n1", "[1]//", "\u{A0}1", "\u{C}1", "--1", "1.2.3", "1e+", "-01", "[\"a\",\n4\n,1,",
    ])
    func ownRejectedCases(_ text: String) {
        #expect(!accepts(Array(text.utf8)))
    }
}
