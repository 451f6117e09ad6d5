import Configuration
import Foundation
import IPC
import Testing

/// Files that are taken, and what becomes of them.
@Suite struct GoodFileTests {
    @Test(arguments: ["", "# nothing yet\n", "---\n", "connections:\nkeys:\nsettings:\n", "{}\n"])
    func emptyFilesMeanTheDefaults(_ text: String) throws {
        #expect(try load(text) == .empty)
    }

    @Test func theExampleOfTheReadme() throws {
        let loaded = try load(
            """
            connections:
              - name: work
                provider: openai-compatible
                prefix: mock
                base_url: http://127.0.0.1:9101/v1
                api_key: sk-provider-secret
                models: [m, big]
            keys:
              - name: laptop
                secret: sk-client-secret
            settings:
              require_api_key: true
            """)
        #expect(
            loaded.route.connections == [
                ProviderConnection(
                    id: "c-work", name: "work", provider: "openai-compatible", dialect: .openaiChat,
                    prefix: "mock", baseURL: "http://127.0.0.1:9101/v1", models: ["m", "big"],
                    profile: "openai-compatible", tier: .free, resilience: .local)
            ])
        #expect(
            loaded.vault.credentials == [
                Credential(
                    connectionID: "c-work", origin: "http://127.0.0.1:9101", place: .bearer,
                    secret: Array("sk-provider-secret".utf8))
            ])
        #expect(
            loaded.route.keys == [
                ClientKey(
                    id: "k-laptop", name: "laptop",
                    hash: bytes(
                        hex: "83bc7d9075770569f2732690a0352f8eb7996595f48fe72e52dfea1ead172f84"))
            ])
        #expect(loaded.route.settings == LoadedConfiguration.defaultSettings)
        let sent = loaded.route.encoded()
        for secret in ["sk-provider-secret", "sk-client-secret"] {
            #expect(!String(decoding: sent, as: UTF8.self).contains(secret))
        }
    }

    @Test func aCatalogueProviderNeedsOnlyAKey() throws {
        let loaded = try load(
            "connections:\n  - {name: a, provider: anthropic, api_key: sk-ant-1}\n  - {name: g, provider: gemini, api_key: AIza1}\n  - {name: o, provider: openai}\n"
        )
        let connections = loaded.route.connections
        #expect(connections.map(\.prefix) == ["anthropic", "gemini", "openai"])
        #expect(connections.map(\.profile) == ["anthropic", "gemini", "openai"])
        #expect(
            connections.map(\.baseURL) == [
                "https://api.anthropic.com", "https://generativelanguage.googleapis.com",
                "https://api.openai.com/v1",
            ])
        let credentials = loaded.vault.credentials
        #expect(credentials.map(\.place) == [.header, .header, .none])
        #expect(credentials.map(\.headerName) == ["x-api-key", "x-goog-api-key", ""])
        #expect(
            credentials.map(\.origin) == [
                "https://api.anthropic.com:443", "https://generativelanguage.googleapis.com:443",
                "https://api.openai.com:443",
            ])
    }

    @Test func accountsOfOneProviderShareAPrefix() throws {
        let loaded = try load(
            "connections:\n  - {name: a, provider: openai}\n  - {name: b, provider: openai}\n  - {name: c, provider: openai, prefix: other}\n"
        )
        #expect(loaded.route.connections.map(\.prefix) == ["openai", "openai", "other"])
    }

    @Test func aGenericConnectionHasItsNameAsPrefix() throws {
        let loaded = try load(
            "connections:\n  - {name: lab, provider: responses-compatible, base_url: 'https://H.example/'}\n"
        )
        #expect(loaded.route.connections[0].prefix == "lab")
        #expect(loaded.route.connections[0].dialect == .openaiResponses)
        #expect(loaded.route.connections[0].baseURL == "https://h.example/v1")
    }

    @Test func secretsFromVariablesAndFiles() throws {
        let loaded = try load(
            """
            connections:
              - {name: a, provider: openai, api_key_env: A_KEY}
              - {name: b, provider: groq, api_key_file: keys/groq}
              - {name: c, provider: xai, api_key_file: /run/keys/xai}
            keys:
              - {name: k, secret_env: K_SECRET}
            """, file: "/etc/omniroute/config.yaml",
            variables: ["A_KEY": "sk-a", "K_SECRET": "sk-12345678"],
            files: ["/etc/omniroute/keys/groq": "gsk-b\n", "/run/keys/xai": "xai-c \r\n"])
        let secrets = loaded.vault.credentials.map { String(decoding: $0.secret, as: UTF8.self) }
        #expect(secrets == ["sk-a", "gsk-b", "xai-c"])
        #expect(
            loaded.route.keys[0].hash
                == bytes(hex: "db722c9c5c5fbe334dd0e95a7406d76fcde6396e9d3495edf174ad689fda5dc2"))
    }

    @Test func deadlinesAndSettings() throws {
        let pem = "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n"
        let loaded = try load(
            """
            connections:
              - name: a
                provider: openai
                connect_timeout: 250ms
                first_byte_timeout: 2m
                total_timeout: 1 h
            settings:
              require_api_key: false
              body_limit: 20MiB
              max_connections: 500
              header_timeout: 5s
              idle_timeout: 60s
              request_timeout: 10m
              heartbeat: 20s
              ca_file: ca.pem
            """, files: ["ca.pem": pem])
        #expect(
            loaded.route.connections[0].deadlines
                == Deadlines(connectMs: 250, firstByteMs: 120_000, totalMs: 3_600_000))
        #expect(
            loaded.route.settings
                == DoorSettings(
                    bodyLimitBytes: 20 << 20, maxConnections: 500, headerTimeoutMs: 5_000,
                    idleTimeoutMs: 60_000, requestTimeoutMs: 600_000, heartbeatMs: 20_000))
        #expect(loaded.vault.caPem == Array(pem.utf8))
    }

    @Test func anchorsMayBeUsed() throws {
        let loaded = try load(
            "connections:\n  - {name: a, provider: openai, models: &m [x, y]}\n  - {name: b, provider: groq, models: *m}\n"
        )
        #expect(loaded.route.connections.map(\.models) == [["x", "y"], ["x", "y"]])
    }

    @Test func theExampleFileIsTaken() throws {
        let path = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let loaded = try ConfigurationFile.load(path: "/\(path)/examples/config.yaml")
        #expect(!loaded.route.connections.isEmpty)
        #expect(!loaded.route.keys.isEmpty)
    }

    @Test func whatTheExampleFileShowsIsTaken() throws {
        let path = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let text = try String(contentsOfFile: "/\(path)/examples/config.yaml", encoding: .utf8)
        // What is commented out: "  # - name: ..." and what follows it, whole sections, single settings.
        let sections = [
            "# providers:", "# combos:", "# aliases:", "# budgets:", "# prices:", "#   ",
        ]
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            if sections.contains(where: line.hasPrefix) { return String(line.dropFirst(2)) }
            let setting = line.hasPrefix("  # ") ? line.dropFirst(4).prefix { $0 != ":" } : ""
            let isSetting = !setting.isEmpty && setting.allSatisfy { $0.isLowercase || $0 == "_" }
            guard isSetting || line.hasPrefix("  # - ") || line.hasPrefix("  #   ") else {
                return String(line)
            }
            return "  " + line.dropFirst(4)
        }
        let variables = [
            "OPENAI_API_KEY", "OPENAI_API_KEY_2", "COHERE_API_KEY", "AZURE_API_KEY",
            "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "CI_KEY",
        ]
        let loaded = try load(
            lines.joined(separator: "\n"),
            variables: Dictionary(uniqueKeysWithValues: variables.map { ($0, "value-of-it") }),
            files: [
                "keys/anthropic": "sk-ant-1", "keys/copilot": "tid",
                "keys/vertex.json": KeyFileExample.text,
                "/etc/omniroute/ca.pem": "-----BEGIN CERTIFICATE-----",
                "/usr/share/zoneinfo/Europe/Berlin": "TZif2",
            ])
        #expect(loaded.route.connections.count == 13)
        #expect(loaded.route.combos.map(\.name) == ["always-on", "in-turn"])
        #expect(loaded.route.aliases.count == 2)
        #expect(loaded.route.keys.map(\.name) == ["laptop", "ci", "hashed", "build"])
        #expect(loaded.route.budgets.count == 5)
        #expect(loaded.route.routing?.accountStrategy == .roundRobin)
        #expect(loaded.route.routing?.zone == "Europe/Berlin")
        #expect(loaded.route.routing?.cache?.semanticModel == "mock/e")
        let work = loaded.route.connections.first { $0.name == "work" }
        #expect(work?.facts.map { $0.price?.input } == [500_000, 1_000_000])
        #expect(loaded.route.settings?.addresses?.mode == .allow)
        #expect(loaded.route.translation?.thinking == .custom)
        #expect(loaded.route.translation?.systemPromptLast == true)
    }

    @Test func aMissingFileIsNamed() {
        #expect(throws: ConfigurationErrors.self) {
            try ConfigurationFile.load(path: "/nowhere/config.yaml")
        }
        do throws(ConfigurationErrors) {
            _ = try ConfigurationFile.load(path: "/nowhere/config.yaml")
        } catch {
            #expect(
                error.description
                    == "/nowhere/config.yaml: cannot read the configuration file: No such file or directory"
            )
        }
    }
}
