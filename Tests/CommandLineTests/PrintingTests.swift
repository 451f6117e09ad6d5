import ArgumentParser
import JSON
import Testing

@testable import OmniCommand

/// Things of the API as tables, sheets and data.
@Suite struct PrintingTests {
    private func value(_ text: String) throws -> JSONValue {
        try JSONDocument(Array(text.utf8)).root
    }

    private let listing = Listing(
        columns: [.text("NAME", "name"), .text("STATE", "state.word"), .number("N", "n")],
        nothing: "nothing")

    private func entries() throws -> [JSONValue] {
        [
            try value(#"{"name":"a","state":{"word":"ready"},"n":1}"#),
            try value(#"{"name":"b\u0007","n":20}"#),
        ]
    }

    @Test func tables() throws {
        #expect(
            listing.text(try entries(), .table) == """
                NAME  STATE   N
                a     ready   1
                b?    -      20

                """)
    }

    @Test func linesNamesAndDocuments() throws {
        let entries = try entries()
        #expect(
            listing.text(entries, .jsonl)
                == #"{"name":"a","state":{"word":"ready"},"n":1}"# + "\n"
                + #"{"name":"b\u0007","n":20}"# + "\n")
        #expect(listing.text(entries, .name) == "a\nb?\n")
        #expect(
            listing.text([entries[0]], .json) == """
                [
                  {
                    "name": "a",
                    "state": {
                      "word": "ready"
                    },
                    "n": 1
                  }
                ]

                """)
        #expect(listing.text([], .jsonl) == "")
        #expect(listing.text([], .json) == "[]\n")
        #expect(
            listing.text(entries, .yaml) == """
                - name: a
                  state:
                    word: ready
                  "n": 1
                - name: "b\\u0007"
                  "n": 20

                """)
    }

    @Test(arguments: [
        ("plain", "plain"), ("yes", "\"yes\""), ("1", "\"1\""), ("", "\"\""), ("a b", "\"a b\""),
        ("a/b-c.d_e", "a/b-c.d_e"), ("*", "\"*\""), ("-x", "\"-x\""), ("null", "\"null\""),
    ])
    func textInYAML(text: String, written: String) {
        #expect(IndentedText.plain(text) == written)
    }

    /// C1 and DEL steer a terminal; the others turn the direction of what stands around them.
    private static let controls = "\u{7F}\u{9B}\u{61C}\u{200F}\u{202E}\u{2066}\u{2069}"
    private static let escapes = #"\u007f\u009b\u061c\u200f\u202e\u2066\u2069"#

    @Test func peopleNeverSeeControls() {
        let hidden = String(repeating: "?", count: 7)
        #expect(HumanText.clean("a\(Self.controls)b\u{1B}") == "a\(hidden)b?")
        #expect(HumanText.clean("Grüße, مرحبا, 日本\u{2014}") == "Grüße, مرحبا, 日本\u{2014}")
    }

    @Test(arguments: [OutputFormat.json, .jsonl, .yaml])
    func dataHasControlsAsEscapes(format: OutputFormat) throws {
        let entry = try value(#"{"name":"é\#(Self.controls)é","n\#(Self.controls)":[1]}"#)
        let printer = LogPrinter<RequestTable>(
            format: format, fields: try FieldOptions.parse([]))
        let texts = [
            listing.text([entry], format), Sheet.text(entry, format), printer.text([entry]),
        ]
        for text in texts {
            #expect(!text.unicodeScalars.contains { Self.controls.unicodeScalars.contains($0) })
            #expect(text.contains("é\(Self.escapes)é"))
        }
        guard format == .jsonl else { return }
        // It says the same.
        #expect(try value(texts[0])["name"]?.string == "é\(Self.controls)é")
    }

    @Test func bodiesHaveTheirLines() throws {
        let body = try value(
            #"{"side":"client_request","whole_bytes":9,"content":"a\r\nb\nc\u0007\r\n"}"#)
        #expect(
            BodyText.lines([body]) == [
                "", "client request, 9 B:", "  a", "  b", "  c?", "  ",
            ])
    }

    @Test func aDaemonThatIsAwayIsNoEmptyLedger() throws {
        let half = try value(#"{"request":null,"decisions":[],"missing":["logd"]}"#)
        #expect(RequestDetail.silence(half, of: ["logd"])?.status == 69)
        #expect(
            RequestDetail.silence(half)?.message
                == "omni-logd did not answer: what is known there is not shown")
        let other = try value(#"{"request":null,"decisions":[],"missing":["route"]}"#)
        #expect(RequestDetail.silence(other, of: ["logd"]) == nil)
        #expect(RequestDetail.silence(other)?.status == 69)
        #expect(!ExplainCommand.lines(other).contains { $0.contains("remembers") })
        #expect(RequestDetail.silence(try value(#"{"request":null}"#)) == nil)
    }

    @Test func yamlOfNestedLists() throws {
        let text = IndentedText.yaml(try value(#"{"a":[{"b":[1,2]},[]],"c":{}}"#))
        #expect(text == "a:\n  - b:\n      - 1\n      - 2\n  - []\nc: {}\n")
    }

    @Test func sheetsNameFields() throws {
        let connection = try value(
            #"{"name":"work","api_key":{"kept":true},"limits":{"queue":2},"models":["m",{"name":"n","context":5}],"enabled":true}"#
        )
        #expect(
            Sheet.lines(connection) == [
                "name          work", "api_key       (kept)", "limits.queue  2",
                "models        m", "models        n", "enabled       yes",
            ])
        #expect(Sheet.text(connection, .name) == "work\n")
    }

    @Test func connectionsAreJoinedWithHowTheyStand() throws {
        let configured = [
            try value(#"{"name":"a","priority":3,"managed_by":"file"}"#),
            try value(#"{"name":"b"}"#),
        ]
        let states = [
            try value(#"{"name":"c","state":"ready"}"#),
            try value(#"{"name":"a","priority":0,"state":"cooling","for_s":5}"#),
        ]
        let joined = ConnectionListCommand.joined(configured, states)
        #expect(joined.count == 2)
        #expect(joined[0]["priority"]?.int == 3)
        #expect(joined[0].shown("state") == "cooling")
        #expect(joined[0]["for_s"]?.int == 5)
        #expect(joined[0]["managed_by"]?.string == "file")
        #expect(joined[1].shown("state") == "-")
    }

    @Test func plansAndDecisions() throws {
        let plan = try value(
            #"{"model":"turns","combo":"turns","strategy":"priority","candidates":[{"connection":"alpha","model":"a/m","state":"cooling","wait_ms":500},{"connection":"beta","model":"b/m","state":"next"}]}"#
        )
        let lines = DecisionText.plan(plan)
        #expect(lines.first == "turns, combo turns (priority)")
        #expect(lines.last == "beta would answer with b/m")
        let refused = try value(
            #"{"model":"x","refusal":{"code":"c","message":"There is none.","status":404},"candidates":[],"more":0}"#
        )
        #expect(DecisionText.plan(refused) == ["refused: There is none."])
        #expect(DecisionText.next(refused) == nil)
        let found = try value(#"{"request":null,"decisions":[]}"#)
        #expect(ExplainCommand.lines(found).count == 1)
    }

    @Test func testsOfConnections() throws {
        let well = try value(
            #"{"valid":true,"status":200,"latency_ms":31,"method":"models","diagnosis":{"code":"ok","message":""}}"#
        )
        #expect(ConnectionTest.text(well) == "ok, answered the list of models in 31 ms")
        let badly = try value(
            #"{"valid":false,"status":401,"latency_ms":9,"method":"chat","diagnosis":{"code":"unauthorized","message":"The key is wrong."}}"#
        )
        #expect(
            ConnectionTest.text(badly) == "unauthorized, status 401 in 9 ms: The key is wrong.")
        let object = try value(String(decoding: ConnectionTest.object("a", well), as: UTF8.self))
        #expect(object["name"]?.string == "a" && object["valid"]?.bool == true)
    }

    @Test func wideCharactersTakeTwoCells() {
        let texts = ["ab", "日本", "e\u{301}x", "한글", "👩\u{200D}💻", "❤\u{FE0F}", "Ｆ", "", "\u{200B}"]
        #expect(texts.map { CellWidth.of($0) } == [2, 4, 2, 4, 2, 2, 2, 0, 0])
        #expect(CellWidth.prefix("日本語", 5) == "日本" && CellWidth.prefix("ab", 5) == "ab")
        var table = TextTable(["NAME", "N"], numbers: [1])
        table.add(["日本", "1"])
        table.add(["e\u{301}tude", "10"])
        #expect(
            table.lines == ["NAME    N", "日本    1", "e\u{301}tude  10"])
        #expect(TopFrame.cut("日本語", 5) == "日本" && TopFrame.cut("a日b", 3) == "a日")
    }

    @Test func fieldsThatNoRowHasAreRefused() throws {
        let rows = [try value(#"{"seq":1,"key_name":null,"usage":{"input":1}}"#)]
        try FieldOptions.parse(["--fields", "seq,key_name,usage.input"]).check(rows)
        // What is null, or has other members in other rows, may have them.
        let open = [try value(#"{"usage":null,"fields":{"a":1}}"#)]
        try FieldOptions.parse(["--fields", "usage.input,fields.b,attempt"]).check(open)
        let fields = try FieldOptions.parse(["--fields", "seq,kye"])
        try fields.check([])
        let error = try #require(throws: CommandFailure.self) { try fields.check(rows) }
        #expect(error.status == 64)
        #expect(
            error.message == "there is no field \"kye\"; the fields are seq, key_name, usage")
        // What is configured leaves out what it does not say, so that such a name may be right.
        #expect(fields.remark(rows, known: ["kye"]) == nil)
        #expect(fields.remark(rows, known: ["seq"])?.contains("\"kye\"") == true)
    }

    @Test func settingsThatAreNotSetAreNotUnset() throws {
        let before = try value(#"{"zone":"UTC","cache":{"ttl":"1h"},"managed_by":{"zone":"api"}}"#)
        #expect(SettingsUnsetCommand.verb(["guard", "cache.ttl"], before) == "unset")
        #expect(
            SettingsUnsetCommand.verb(["guard", "cache.entries"], before)
                == "not set, so nothing is changed")
    }

    @Test func settingsAreNamedAsTheyAreSet() throws {
        let settings = try value(
            #"{"zone":"UTC","cache":{"ttl":"1h","enabled":true},"managed_by":{"zone":"file","cache/ttl":"api","cache/enabled":"api"}}"#
        )
        let rows = SettingsListCommand.rows(settings)
        #expect(rows.map { $0.shown("name") } == ["zone", "cache.ttl", "cache.enabled"])
        #expect(rows.map { $0.shown("value") } == ["UTC", "1h", "yes"])
        #expect(rows.map { $0.shown("managed_by") } == ["file", "api", "api"])
    }
}
