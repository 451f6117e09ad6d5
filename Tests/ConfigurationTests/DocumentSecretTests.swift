import Configuration
import Crypto
import IPC
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

extension DocumentSecretTests {
    private static let complete = #"""
        {"connections": [
          {"name": "a", "provider": "openai", "api_key": "sk-1", "proxy": "http://u:p@h:1"},
          {"name": "b", "provider": "anthropic", "api_key": "sk-2", "proxy": "http://h:1"},
          {"name": "c", "provider": "openai", "access_token": "token-1"},
          {"name": "d", "provider": "bedrock", "region": "us-east-1", "access_key_id": "AKIDEXAMPLE",
           "secret_access_key": "abc\\\"def", "session_token": "t/+="},
          {"name": "f", "provider": "ollama", "proxy": "socks5h://u:p@h:2"}],
         "settings": {"telemetry": {"traces_url": "https://collector.example/v1/traces",
           "headers": {"X-Key": "one two: three", "authorization": "Basic abc="}}}}
        """#

    /// What egress is given is what comes back.
    @Test func secretsArePutBack() throws {
        var given = try document(Self.complete)
        given[.connections, "e"] = .object([
            DocumentMember(name: "name", value: .text("e")),
            DocumentMember(name: "provider", value: .text("vertex")),
            DocumentMember(name: "location", value: .text("us-east5")),
            DocumentMember(name: "service_account", value: .text(KeyFileExample.text)),
        ])
        let loaded = try given.load()
        let credentials = loaded.vault.credentials
        var kept: [String: KeptSecret] = [:]
        for credential in credentials {
            kept[credential.connectionID] = KeptSecret(
                origin: credential.origin, place: credential.place,
                secret: SecretBytes(copying: credential.secret.span.bytes),
                proxy: credential.proxy.isEmpty
                    ? nil : SecretBytes(copying: Array(credential.proxy.utf8).span.bytes))
        }
        let (filled, missing) = given.withoutSecrets().withSecrets { kept[$0] }
        #expect(missing == [])
        #expect(filled == given)
        // As a file that is imported it means the same.
        let text = filled.yaml(withSecrets: true)
        let read = try Document(yaml: text, file: "f", sources: .timeZones, checked: false)
        #expect(try read.load().vault.credentials == credentials)
    }

    @Test func whatIsNotKeptStaysAMarkerAndIsNamed() throws {
        let marked = try document(Self.complete).withoutSecrets()
        let (filled, missing) = marked.withSecrets { id in
            // Of another kind than what the document has a marker for.
            id == "c-a"
                ? KeptSecret(
                    origin: "", place: .sigv4,
                    secret: SecretBytes(copying: Array("{".utf8).span.bytes)) : nil
        }
        #expect(filled == marked)
        #expect(
            missing == [
                "connections/a/api_key", "connections/a/proxy", "connections/b/api_key",
                "connections/c/access_token", "connections/d/access_key_id",
                "connections/d/secret_access_key", "connections/d/session_token",
                "connections/f/proxy", "settings/telemetry/headers/X-Key",
                "settings/telemetry/headers/authorization",
            ])
    }
}
