import Configuration
import Foundation
import Testing

/// Documents of files, and files of documents.
@Suite struct DocumentYAMLTests {
    @Test func referencesBecomeValues() throws {
        let found = try document(
            yaml: """
                connections:
                  - {name: a, provider: openai, api_key_env: KEY, proxy_env: PROXY}
                  - {name: b, provider: groq, access_token_file: token}
                  - name: c
                    provider: bedrock
                    access_key_id_env: KEY
                    secret_access_key_file: token
                    session_token: plain
                  - {name: d, provider: vertex, service_account: {file: account.json}}
                  - {name: e, provider: vertex, service_account: {env: ACCOUNT}, prefix: e}
                keys:
                  - {name: k, secret_file: token}
                settings:
                  ca_file: ca.pem
                """,
            variables: [
                "KEY": "key-of-env", "PROXY": "http://u:p@h:1", "ACCOUNT": KeyFileExample.text,
            ],
            files: [
                "token": "token-of-file\n", "account.json": KeyFileExample.text,
                "ca.pem": "-----BEGIN CERTIFICATE-----\n",
            ])
        func connection(_ name: String, _ field: String) -> DocumentValue? {
            found[.connections, name]?[field]
        }
        #expect(connection("a", "api_key") == .text("key-of-env"))
        #expect(connection("a", "proxy") == .text("http://u:p@h:1"))
        #expect(connection("b", "access_token") == .text("token-of-file"))
        #expect(connection("c", "access_key_id") == .text("key-of-env"))
        #expect(connection("c", "secret_access_key") == .text("token-of-file"))
        #expect(connection("c", "session_token") == .text("plain"))
        #expect(connection("d", "service_account") == .text(KeyFileExample.text))
        #expect(connection("e", "service_account") == .text(KeyFileExample.text))
        #expect(found[.keys, "k"]?["secret"] == .text("token-of-file"))
        #expect(found.settings["certificates"] == .text("-----BEGIN CERTIFICATE-----\n"))
        for name in ["_env", "_file"] { #expect(!found.jsonText.contains(name)) }
    }

    @Test func scalarsKeepTheirKinds() throws {
        let found = try document(
            yaml: """
                connections:
                  - name: a
                    provider: openai
                    enabled: no
                    priority: 0x10
                    tags: ["1", !!str 2]
                    quotas: [{window: day, at: 10:30, cost: 007.50}, {window: 5h, requests: 1_000}]
                    prices: {m: {input: 010, output: 0.60}}
                keys:
                  - {name: k, uid: 7, expires: 2027-01-31}
                settings: {guard: off, require_api_key: On, max_connections: 010}
                """)
        #expect(
            found.jsonText == """
                {"connections":[
                {"name":"a","provider":"openai","enabled":false,"priority":16,"tags":["1","2"],"quotas":[{"window":"day","at":"10:30","cost":7.50},{"window":"5h","requests":1000}],"prices":{"m":{"input":10,"output":0.60}}}
                ],
                "keys":[
                {"name":"k","uid":7,"expires":"2027-01-31"}
                ],
                "settings":{
                "guard":"off",
                "require_api_key":true,
                "max_connections":8
                }}

                """)
    }

    @Test func aFileIsCheckedWhole() {
        #expect(
            problems { () throws(ConfigurationErrors) in
                _ = try document(yaml: "keys:\n  - {name: a, secrt: sk-12345678}\n")
            }
                == "c.yaml:2:5: a key needs one of the fields `secret`, `secret_env`, `secret_file`, `secret_sha256`, `uid`\nc.yaml:2:15: unknown field `secrt`; did you mean `secret`?"
        )
    }

    @Test func aFileForPeople() throws {
        let found = try document(
            #"""
            {"connections": [
               {"name": "work", "provider": "openai-compatible", "base_url": "http://h:9101", "api_key": "sk-secret",
                "models": ["m", "on", "5", {"name": "deep", "price": {"input": 3, "output": 1.50}}],
                "tags": []},
               {"name": "b", "provider": "openai", "proxy": "socks5h://p:1080"}],
             "aliases": {"fast": "work/m", "claude-*": "work/m", "-": "work/m"},
             "keys": [{"name": "k", "secret": "sk-12345678", "models": [
               "work/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "work/bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
               "work/cccccccccccccccccccccccccccccccccccccccc"]}],
             "prices": {"work/m": {"input": 0.5, "billed": false}},
             "settings": {"system_prompt": {"text": "Line 1\n\n  Line 3: \"x\"\n"}, "guard": "off",
               "cache": {"semantic": {"model": "work/e", "threshold": 0.9}}}}
            """#)
        let text = """
            connections:
              - name: work
                provider: openai-compatible
                base_url: "http://h:9101"
                api_key: {kept: true}
                models: [m, "on", "5", {name: deep, price: {input: 3, output: 1.50}}]
                tags: []
              - name: b
                provider: openai
                proxy: "socks5h://p:1080"
            aliases:
              fast: work/m
              "claude-*": work/m
              "-": work/m
            keys:
              - name: k
                secret_sha256: db722c9c5c5fbe334dd0e95a7406d76fcde6396e9d3495edf174ad689fda5dc2
                models:
                  - work/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
                  - work/bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb
                  - work/cccccccccccccccccccccccccccccccccccccccc
            prices:
              work/m: {input: 0.5, billed: false}
            settings:
              system_prompt:
                text: |
                  Line 1

                    Line 3: "x"
              guard: "off"
              cache: {semantic: {model: work/e, threshold: 0.9}}

            """
        #expect(found.yaml() == text)
        #expect(
            problems { () throws(ConfigurationErrors) in _ = try document(yaml: found.yaml()) }
                == "c.yaml:5:14: `api_key`: {kept: true} stands for a secret that is kept elsewhere; put the secret or a reference to it here"
        )
    }

    @Test(arguments: [
        ("connections:\n  - {name: a, provider: openai, proxy: {kept: true}}\n", "proxy", "2:40"),
        (
            "connections:\n  - {name: a, provider: vertex, service_account: {kept: true}}\n",
            "service_account", "2:50"
        ),
        (
            "connections:\n  - {name: a, provider: bedrock, access_key_id: {kept: true}, secret_access_key: x}\n",
            "access_key_id", "2:49"
        ),
        ("keys:\n  - {name: a, secret: {kept: true}}\n", "secret", "2:23"),
    ]) func markersAreNotForFiles(text: String, field: String, place: String) {
        #expect(
            errors(of: text).split(separator: "\n").contains {
                $0
                    == "c.yaml:\(place): `\(field)`: {kept: true} stands for a secret that is kept elsewhere; put the secret or a reference to it here"
            })
    }

    /// What README and the documentation show, each block as a file of its own.
    @Test(arguments: ["README.md", "docs/failover.md"])
    func examplesOfTheDocumentation(_ name: String) throws {
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let text = try String(contentsOfFile: "/\(root)/\(name)", encoding: .utf8)
        let blocks = text.components(separatedBy: "```yaml\n").dropFirst().map {
            $0.components(separatedBy: "```")[0]
        }
        #expect(!blocks.isEmpty)
        let before = """
            connections:
              - {name: work, provider: openai-compatible, base_url: http://h}
              - {name: backup, provider: openai-compatible, base_url: http://h}
              - {name: local, provider: openai-compatible, base_url: http://h}
              - {name: openai-main, provider: openai}

            """
        for block in blocks {
            let variables = ["OPENAI_API_KEY": "sk-1", "LAPTOP_KEY": "sk-12345678"]
            let whole = block.contains("connections:") ? block : before + block
            #expect(try load(whole, variables: variables) != .empty)
        }
    }

    private func part(_ text: String) throws(ConfigurationErrors) -> Document {
        try Document(
            yaml: text, file: "c.yaml", sources: sources(variables: ["KEY": "sk-12345678"]),
            checked: false)
    }

    @Test func aPartIsTakenAsItIs() throws {
        let found = try part(
            """
            connections:
              - {name: a, provider: elsewhere, api_key: {kept: true}, access_token_env: KEY}
              - name: b
                service_account: {project: p, kept: true}
            combos: [{name: c, models: [elsewhere/m]}]
            aliases:
            """)
        #expect(
            found.jsonText == """
                {"connections":[
                {"name":"a","provider":"elsewhere","api_key":{"kept":true},"access_token":"sk-12345678"},
                {"name":"b","service_account":{"project":"p","kept":true}}
                ],
                "combos":[
                {"name":"c","models":["elsewhere/m"]}
                ]}

                """)
        #expect(try part(found.yaml()) == found.withoutSecrets())
    }

    @Test(arguments: [
        (
            "[]",
            "1:1: the configuration must be a mapping with the fields connections, providers, combos, aliases, keys, budgets, prices, settings; found a list"
        ),
        ("keys: {}", "1:7: `keys` must be a list; found a mapping"),
        ("keys: [{}]", "1:8: a key needs the field `name`"),
        ("keys: [x]", "1:8: a key needs the field `name`"),
        ("keys: [{name: 7}]", "1:15: `name` must be text; found a number; put it in quotes"),
        ("keys: [{name: a}, {name: a}]", "1:26: there are two entries named `a`"),
        ("keys: [{name: a, secret: s, secret_env: KEY}]", "1:29: `secret` is given more than once"),
        ("keys: [{name: a, secret_env: KEY, secret: s}]", "1:18: `secret` is given more than once"),
        (
            "keys: [{name: a, secret_env: KEY, secret_file: f}]",
            "1:48: cannot read the file of `secret_file`: No such file or directory"
        ),
        ("keys: [{name: a, secret_env: [KEY]}]", "1:30: `secret_env` must be text; found a list"),
        ("keys: [{name: a, [b]: c}]", "1:18: a field name must be text; found a list"),
        ("aliases: []", "1:10: `aliases` must be a mapping; found a list"),
        ("settings: []", "1:11: `settings` must be a mapping; found a list"),
        ("settings: {ca_file: [a]}", "1:21: `ca_file` must be text; found a list"),
        ("key: []", "1:1: unknown field `key`; did you mean `keys`?"),
    ]) func theShapeOfAPartIsLookedAt(text: String, error: String) {
        #expect(
            problems { () throws(ConfigurationErrors) in _ = try part(text) } == "c.yaml:" + error)
    }
}
