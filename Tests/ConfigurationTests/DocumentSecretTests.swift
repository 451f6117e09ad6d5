import Configuration
import Testing

/// Documents fit to be kept and shown.
@Suite struct DocumentSecretTests {
    @Test func secretsAreTakenOut() throws {
        var given = try document(
            #"""
            {"connections": [
              {"name": "a", "provider": "openai", "api_key": "sk-1", "proxy": "http://u:p@h:1"},
              {"name": "b", "provider": "openai", "access_token": "t", "proxy": "http://h:1"},
              {"name": "c", "access_key_id": "i", "secret_access_key": "s", "session_token": {"kept": true}},
              {"name": "d", "api_key": ["sk-2"], "proxy": "h:p@ss", "access_token": {"kept": true, "x": "sk-3"}},
              {"name": "e", "proxy": "secret"}],
             "keys": [{"name": "k", "secret": "sk-12345678", "enabled": false}, {"name": "u", "uid": 7}]}
            """#)
        given[.connections, "f"] = .object([
            DocumentMember(name: "service_account", value: .text(KeyFileExample.text))
        ])
        #expect(
            given.withoutSecrets().jsonText == """
                {"connections":[
                {"name":"a","provider":"openai","api_key":{"kept":true},"proxy":{"kept":true}},
                {"name":"b","provider":"openai","access_token":{"kept":true},"proxy":"http://h:1"},
                {"name":"c","access_key_id":{"kept":true},"secret_access_key":{"kept":true},"session_token":{"kept":true}},
                {"name":"d","api_key":{"kept":true},"proxy":{"kept":true},"access_token":{"kept":true}},
                {"name":"e","proxy":{"kept":true}},
                {"name":"f","service_account":{"kept":true,"project":"project-1"}}
                ],
                "keys":[
                {"name":"k","secret_sha256":"db722c9c5c5fbe334dd0e95a7406d76fcde6396e9d3495edf174ad689fda5dc2","enabled":false},
                {"name":"u","uid":7}
                ]}

                """)
        #expect(given.hasSecrets)
    }

    @Test func markers() {
        #expect(DocumentValue.kept.isKept)
        #expect(!DocumentValue.text("kept").isKept)
        #expect(DocumentValue.kept["kept"] == .bool(true))
    }
}
