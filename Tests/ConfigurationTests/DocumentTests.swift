import Configuration
import Testing

/// The shape of documents: entries by name, and JSON.
@Suite struct DocumentTests {
    @Test func entriesAreFoundByName() throws {
        let found = try document(
            #"""
            {"connections": [{"name": "b", "provider": "openai"}, {"provider": "groq", "name": "a"}],
             "providers": [{"id": "acme", "title": "Acme"}],
             "aliases": {"fast": "work/m", "claude-*": "b/m"},
             "prices": {"openai/*": {"input": 1.50}},
             "settings": {"require_api_key": false}}
            """#)
        #expect(found.names(in: .connections) == ["b", "a"])
        #expect(found.names(in: .providers) == ["acme"])
        #expect(found.names(in: .aliases) == ["fast", "claude-*"])
        #expect(found.names(in: .keys) == [])
        #expect(found[.connections, "a"]?["provider"] == .text("groq"))
        #expect(found[.connections, "c"] == nil)
        #expect(found[.aliases, "fast"] == .text("work/m"))
        #expect(found[.prices, "openai/*"]?["input"] == .number("1.50"))
        #expect(found.settings["require_api_key"] == .bool(false))
    }

    @Test func entriesAreSet() {
        var document = Document.empty
        document[.keys, "a"] = .object([
            DocumentMember(name: "uid", value: .number("7"))
        ])
        document[.keys, "b"] = .object([
            DocumentMember(name: "uid", value: .number("8")),
            DocumentMember(name: "name", value: .text("x")),
        ])
        document[.keys, "c"] = .object([])
        document[.keys, "a"]?["uid"] = .number("9")
        document[.aliases, "x"] = .text("work/m")
        #expect(
            document.jsonText == """
                {"aliases":{
                "x":"work/m"
                },
                "keys":[
                {"name":"a","uid":9},
                {"uid":8,"name":"b"},
                {"name":"c"}
                ]}

                """)
        document[.keys, "a"] = nil
        #expect(document.names(in: .keys) == ["b", "c"])
        document[.keys, "c"]?["enabled"] = .bool(false)
        #expect(document[.keys, "b"]?["uid"] == .number("8"))
        document[.keys, "b"] = nil
        document[.keys, "c"] = nil
        document[.keys, "c"] = nil
        document[.aliases, "x"] = nil
        #expect(document == .empty)
        #expect(document.isEmpty)
    }

    @Test func anEmptyDocument() throws {
        #expect(Document.empty.jsonText == "{}\n")
        #expect(Document.empty.yaml() == "{}\n")
        #expect(try document("{}").load() == .empty)
        #expect(try document(#"{"keys": [], "aliases": {}, "settings": {}}"#) == .empty)
    }

    @Test func oneEntryALine() throws {
        let text = """
            {"connections":[
            {"name":"a","models":["m",{"name":"n"}]},
            {"name":"b"}
            ],
            "prices":{
            "a/*":{"input":0.5},
            "\\"":{}
            },
            "settings":{
            "guard":"off",
            "cache":{"ttl":"1h","entries":null}
            }}

            """
        #expect(try document(text).jsonText == text)
    }

    static let refused: [(json: String, errors: String)] = [
        ("[]", "a document must be an object"),
        ("{", "this is not JSON: unexpected end of the document at line 1, column 2 (byte 1)"),
        (#"{"conections": []}"#, "unknown section `conections`; did you mean `connections`?"),
        (#"{"sk-Secret-1": []}"#, "unknown section"),
        (#"{"keys": [], "keys": []}"#, "a section is given more than once"),
        (#"{"keys": {}}"#, "keys: `keys` must be a list"),
        (#"{"aliases": []}"#, "aliases: `aliases` must be an object"),
        (#"{"settings": null}"#, "settings: `settings` must be an object"),
        (#"{"keys": [{}]}"#, "keys/0: a key needs the field `name`, which is text"),
        (
            #"{"providers": [{"name": "a"}, 7]}"#,
            """
            providers/0: a provider needs the field `id`, which is text
            providers/1: a provider needs the field `id`, which is text
            """
        ),
        (
            #"{"keys": [{"name": ""}]}"#,
            "keys: a key has no name, or one that is too long or unsound"
        ),
        (
            #"{"keys": [{"name": "a"}, {"name": "a"}]}"#,
            "keys/a: there are two entries named `a`"
        ),
        (#"{"aliases": {"a": "b", "a": "c"}}"#, "aliases/a: there are two entries named `a`"),
        (
            #"{"keys": [{"name": "a", "uid": 1, "uid": 2}]}"#,
            "keys/a: the field `uid` is given more than once"
        ),
        (
            #"{"settings": {"cache": {"sk-1": 1, "sk-1": 2}}}"#,
            "settings: the field is given more than once"
        ),
        (
            #"{"keys": [{"name": "a", "tags": ["\u0000"]}]}"#,
            "keys/a: a text has the character U+0000, half of one, or a byte order mark before it"
        ),
        (
            #"{"keys": [{"name": "a", "secret": "\ud800"}]}"#,
            "keys/a: a text has the character U+0000, half of one, or a byte order mark before it"
        ),
    ]

    @Test(arguments: refused) func shapesAreRefused(json: String, errors: String) {
        #expect(problems { () throws(ConfigurationErrors) in _ = try document(json) } == errors)
    }

    @Test func manyFieldsAreTakenOnceEach() {
        let fields = (0..<30).map { #""f\#($0)":0"# }.joined(separator: ",")
        for (more, isRefused) in [("g", false), ("f3", true), ("f29", true)] {
            let text = #"{"keys":[{"name":"a",\#(fields),"\#(more)":1}]}"#
            let found = problems { () throws(ConfigurationErrors) in _ = try document(text) }
            #expect(found.isEmpty != isRefused)
        }
    }

    @Test func boundsHold() {
        let deep = #"{"settings":"# + String(repeating: #"{"a":"#, count: 70)
        #expect(
            problems { () throws(ConfigurationErrors) in _ = try document(deep) }
                .hasPrefix("this is not JSON: nested deeper than 64 levels"))
        let aliases = (0...2_000).map { #""a\#($0)":"x/y""# }.joined(separator: ",")
        #expect(
            problems { () throws(ConfigurationErrors) in
                _ = try document(#"{"aliases":{\#(aliases)}}"#)
            } == "aliases: `aliases` has more than 2000 entries")
        let wrong = (0..<150).map { _ in "{}" }.joined(separator: ",")
        #expect(
            problems { () throws(ConfigurationErrors) in
                _ = try document(#"{"keys":[\#(wrong)]}"#)
            }.hasSuffix("\nand 50 more"))
    }

    /// Aliases within aliases, which would be 10^9 values.
    @Test func aliasesOfYAMLAreBounded() {
        let lines = (1...9).map { level in
            let inner = [String](repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            return "  a\(level): &a\(level) [\(inner)]"
        }
        #expect(
            errors(of: "x:\n  a0: &a0 [y]\n" + lines.joined(separator: "\n"))
                == "c.yaml: the YAML is too deep, or too large with its aliases")
    }
}
