import Configuration
import IPC
import Testing

/// What documents mean, and what is wrong with them.
@Suite struct DocumentLoadTests {
    static let refused: [(json: String, errors: String)] = [
        (
            #"{"connections": [{"name": "work", "provider": "openai", "models": [{"name": "m", "price": {"input": "x"}}]}]}"#,
            "connections/work/models/0/price/input: `input` must be a decimal number such as `2`, `0.6` or `12.50`"
        ),
        (
            #"{"connections": [{"name": "work", "provder": "openai"}]}"#,
            """
            connections/work: a connection needs the field `provider`
            connections/work/provder: unknown field `provder`; did you mean `provider`?
            """
        ),
        (
            #"{"connections": [{"name": "a b", "provider": "openai"}]}"#,
            "connections/a b/name: `name` may have letters, digits, `.`, `_` and `-` only, at most 64"
        ),
        (
            #"{"connections": [{"name": "a", "provider": "openai"}, {"name": "b", "provider": "groq", "prefix": "openai"}]}"#,
            "connections/b/prefix: the prefix `openai` belongs to connection `a` already, which has another provider"
        ),
        (
            #"{"combos": [{"name": "c", "models": ["x/y"]}], "aliases": {"a": "nothing"}}"#,
            """
            combos/c/models/0: `x/y` names a prefix that no connection has
            aliases/a: `nothing` is no combo, alias or listed model; name a model of a provider as `prefix/model`
            """
        ),
        (
            #"{"settings": {"cache": {"ttl": null}, "guard": false, "max_connections": 1.5}}"#,
            """
            settings/cache/ttl: `ttl` must be a length of time such as `30s`, `1m`, `5h` or `7d`; found nothing
            settings/guard: `guard` must be one of off, warn, block, redact
            settings/max_connections: `max_connections` must be a whole number; found a number
            """
        ),
        (
            #"{"connections": [{"name": "a", "provider": "openai", "api_key_env": "HOME"}]}"#,
            "connections/a/api_key_env: `api_key_env` is for configuration files; give the value itself in `api_key`"
        ),
        (
            #"{"connections": [{"name": "a", "provider": "openai", "proxy_file": "/etc/passwd"}]}"#,
            "connections/a/proxy_file: `proxy_file` is for configuration files; give the value itself in `proxy`"
        ),
        (
            #"{"keys": [{"name": "a", "secret_file": "/etc/shadow"}]}"#,
            "keys/a/secret_file: `secret_file` is for configuration files; give the value itself in `secret`"
        ),
        (
            #"{"settings": {"ca_file": "/etc/shadow"}}"#,
            "settings/ca_file: `ca_file` is for configuration files; give the value itself in `certificates`"
        ),
        (
            #"{"connections": [{"name": "a", "provider": "vertex", "project": "p", "service_account": {"file": "/etc/shadow"}}]}"#,
            "connections/a/service_account: `service_account` must be the text of a key file, or {kept: true} for one that is kept"
        ),
        (
            #"{"connections": [{"name": "a", "provider": "vertex", "project": "p", "service_account": "{}"}]}"#,
            "connections/a/service_account: the value of `service_account` is not the key file of a service account"
        ),
        (
            #"{"connections": [{"name": "a", "provider": "openai", "api_key": {"kept": false}}]}"#,
            "connections/a/api_key: `api_key` must be text, or {kept: true} for a secret that is kept"
        ),
        (
            #"{"connections": [{"name": "a", "provider": "openai", "api_key": {"kept": true, "x": 1}}]}"#,
            "connections/a/api_key: `api_key` must be text, or {kept: true} for a secret that is kept"
        ),
        (
            #"{"keys": [{"name": "a", "secret": {"kept": true}}]}"#,
            "keys/a/secret: `secret` must be text; a key is kept as `secret_sha256`"
        ),
        (
            #"{"connections": [{"name": "a", "provider": "bedrock", "access_key_id": {"kept": true}, "secret_access_key": "x"}]}"#,
            "connections/a: access_key_id, secret_access_key, session_token must be given together, or kept together"
        ),
        (
            #"{"connections": [{"name": "a", "provider": "vertex", "service_account": {"kept": true}}]}"#,
            "connections/a: a connection with the provider `vertex` needs the field `project`"
        ),
        (
            #"{"connections": [{"name": "a", "provider": "vertex", "service_account": {"kept": true, "project": "a/../b"}}]}"#,
            "connections/a/service_account: the project of `service_account` is no name of a project"
        ),
    ]

    @Test(arguments: refused) func errorsHaveAPath(json: String, errors: String) {
        #expect(
            problems { () throws(ConfigurationErrors) in _ = try document(json).load() } == errors)
    }

    @Test func thePathIsItsOwnField() {
        do throws(ConfigurationErrors) {
            _ = try document(#"{"keys": [{"name": "a", "uid": "x"}]}"#).load()
            Issue.record("it was taken")
        } catch {
            #expect(error.errors.map(\.path) == ["keys/a/uid"])
            #expect(error.errors.map(\.line) == [0])
            #expect(error.errors.map(\.file) == [""])
        }
    }

    @Test func markersKeepSecrets() throws {
        let vault = try document(
            #"""
            {"connections": [
              {"name": "key", "provider": "anthropic", "api_key": {"kept": true}},
              {"name": "token", "provider": "openai", "access_token": {"kept": true}, "proxy": {"kept": true}},
              {"name": "aws", "provider": "bedrock", "region": "eu-west-1", "access_key_id": {"kept": true},
               "secret_access_key": {"kept": true}, "session_token": {"kept": true}},
              {"name": "google", "provider": "vertex", "service_account": {"kept": true, "project": "p-1"}},
              {"name": "none", "provider": "ollama-local"}]}
            """#
        ).load().vault
        #expect(
            vault.credentials == [
                Credential(
                    connectionID: "c-key", origin: "https://api.anthropic.com:443", place: .header,
                    headerName: "x-api-key", keepSecret: true),
                Credential(
                    connectionID: "c-token", origin: "https://api.openai.com:443", place: .bearer,
                    keepSecret: true, keepProxy: true),
                Credential(
                    connectionID: "c-aws",
                    origin: "https://bedrock-runtime.eu-west-1.amazonaws.com:443", place: .sigv4,
                    region: "eu-west-1", service: "bedrock", keepSecret: true),
                Credential(
                    connectionID: "c-google",
                    origin: "https://us-central1-aiplatform.googleapis.com:443",
                    place: .serviceAccount, keepSecret: true),
                Credential(
                    connectionID: "c-none", origin: "http://localhost:11434", place: .none),
            ])
    }

    @Test func aTokenThatIsKeptIsOneAllTheSame() throws {
        let text =
            #"{"connections": [{"name": "a", "provider": "openai", "access_token": {"kept": true}}]}"#
        #expect(try document(text).load().route.connections[0].resilience == .oauth)
    }

    @Test func aProxyOfADocumentMayHaveAPassword() throws {
        let text =
            #"{"connections": [{"name": "a", "provider": "openai", "proxy": "http://u:p@h:1"}]}"#
        #expect(try document(text).load().vault.credentials[0].proxy == "http://u:p@h:1")
    }

    @Test func certificatesStandInADocument() throws {
        let pem = "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n"
        var settings = Document.empty
        settings.settings["certificates"] = .text(pem)
        #expect(try settings.load().vault.caPem == Array(pem.utf8))
        #expect(
            errors(of: "settings: {ca_file: a, certificates: b}\n")
                == "c.yaml:1:24: `ca_file` and `certificates` are given; only one may be")
        #expect(
            errors(of: "settings: {certificates: b}\n")
                == "c.yaml:1:26: `certificates` holds no certificate in PEM form, or more than 4194304 bytes"
        )
    }
}
