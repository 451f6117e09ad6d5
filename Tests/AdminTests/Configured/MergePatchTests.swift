import Configuration
import JSON
import Testing

@testable import Admin

@Suite struct MergePatchTests {
    private func value(_ json: String) throws -> DocumentValue {
        try #require(DocumentValue(try JSONDocument(Array(json.utf8)).root))
    }

    /// The examples of RFC 7396, appendix A, and what is particular to secrets.
    @Test(arguments: [
        (#"{"a":"b"}"#, #"{"a":"c"}"#, #"{"a":"c"}"#),
        (#"{"a":"b"}"#, #"{"b":"c"}"#, #"{"a":"b","b":"c"}"#),
        (#"{"a":"b"}"#, #"{"a":null}"#, #"{}"#),
        (#"{"a":"b","b":"c"}"#, #"{"a":null}"#, #"{"b":"c"}"#),
        (#"{"a":["b"]}"#, #"{"a":"c"}"#, #"{"a":"c"}"#),
        (#"{"a":"c"}"#, #"{"a":["b"]}"#, #"{"a":["b"]}"#),
        (#"{"a":{"b":"c"}}"#, #"{"a":{"b":"d","c":null}}"#, #"{"a":{"b":"d"}}"#),
        (#"{"a":[{"b":"c"}]}"#, #"{"a":[1]}"#, #"{"a":[1]}"#),
        (#"["a","b"]"#, #"["c","d"]"#, #"["c","d"]"#),
        (#"{"a":"b"}"#, #"["c"]"#, #"["c"]"#),
        (#"{"e":null}"#, #"{"a":1}"#, #"{"e":null,"a":1}"#),
        (#"[1,2]"#, #"{"a":"b","c":null}"#, #"{"a":"b"}"#),
        (#"{}"#, #"{"a":{"bb":{"ccc":null}}}"#, #"{"a":{"bb":{}}}"#),
        (
            #"{"api_key":{"kept":true}}"#, #"{"api_key":{"kept":true}}"#,
            #"{"api_key":{"kept":true}}"#
        ),
        (#"{"api_key":{"kept":true}}"#, #"{"api_key":"new"}"#, #"{"api_key":"new"}"#),
        (
            #"{"s":{"kept":true,"project":"p"}}"#, #"{"s":{"kept":true}}"#,
            #"{"s":{"kept":true,"project":"p"}}"#
        ),
        (#"{"s":{"kept":true,"project":"p"}}"#, #"{"s":{"x":1}}"#, #"{"s":{"x":1}}"#),
    ])
    func examples(_ target: String, _ patch: String, _ result: String) throws {
        #expect(MergePatch.apply(try value(patch), to: try value(target)) == (try value(result)))
    }

    @Test func settingsKnowTheirPaths() throws {
        let settings = try value(#"{"zone":"UTC","cache":{"ttl":"1h","enabled":true},"x":{}}"#)
        #expect(SettingPaths.all(in: settings) == ["zone", "cache/ttl", "cache/enabled", "x"])
        let conflicts = { (patch: String) throws -> [String] in
            SettingPaths.conflicts(of: try value(patch), with: settings)
        }
        #expect(try conflicts(#"{"guard":"warn"}"#).isEmpty)
        #expect(try conflicts(#"{"cache":{"entries":5}}"#).isEmpty)
        #expect(try conflicts(#"{"cache":{"ttl":null},"zone":"UTC"}"#) == ["cache/ttl", "zone"])
        #expect(try conflicts(#"{"cache":true}"#) == ["cache"])
        #expect(try conflicts(#"{"cache":null}"#) == ["cache"])
        #expect(try conflicts(#"{"zone":{"a":1}}"#) == ["zone"])
    }

    @Test func settingsThatAreOthersAreFound() throws {
        let settings = try value(#"{"zone":"UTC","cache":{"ttl":"1h","entries":5}}"#)
        let changes = { (patch: String) throws -> [String] in
            SettingPaths.changes(by: try value(patch), of: settings)
        }
        #expect(try changes(#"{"zone":"UTC","cache":{"ttl":"1h"},"guard":"warn"}"#).isEmpty)
        #expect(
            try changes(#"{"zone":null,"cache":{"ttl":"2h","entries":5}}"#)
                == ["zone", "cache/ttl"])
        #expect(try changes(#"{"cache":false}"#) == ["cache"])
    }

    @Test(arguments: [
        (#"{"cache":{"ttl":null}}"#, #"{}"#, #"{}"#),
        (#"{"cache":{"ttl":null}}"#, #"{"cache":{"ttl":"1h"}}"#, #"{"cache":{"ttl":null}}"#),
        (#"{"cache":{"s":{"x":null},"ttl":"1h"}}"#, #"{"cache":{}}"#, #"{"cache":{"ttl":"1h"}}"#),
        (#"{"cache":{"ttl":null}}"#, #"{"cache":false}"#, #"{}"#),
        (#"{"cache":{}}"#, #"{}"#, #"{"cache":{}}"#),
        (#"{"cache":null,"zone":"UTC"}"#, #"{"zone":"UTC"}"#, #"{"zone":"UTC"}"#),
    ])
    func removingNothingIsDropped(_ patch: String, _ settings: String, _ result: String) throws {
        let effective = SettingPaths.effective(try value(patch), on: try value(settings))
        #expect(effective == (try value(result)))
    }

    @Test(arguments: [("30m", 1800), ("24h", 86_400), ("31d", 2_678_400), ("0s", 0)])
    func graceIsRead(_ text: String, _ seconds: Int64) throws {
        #expect(try RotationGrace.seconds(text) == seconds)
    }

    @Test(arguments: ["", "h", "24", "32d", "-1h", "1.5h", "99999999999999999999h", "１h", "24 h"])
    func graceIsRefused(_ text: String) {
        #expect(throws: APIError.self) { try RotationGrace.seconds(text) }
    }
}
