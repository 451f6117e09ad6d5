import Configuration
import Testing

/// What holds for any document.
@Suite struct DocumentPropertyTests {
    @Test(arguments: 0..<UInt64(200)) func jsonAndBack(seed: UInt64) throws {
        var generator = DocumentGenerator(seed: seed)
        let made = generator.document()
        #expect(try Document(json: made.json()) == made)
        #expect(made.changes(to: made).isEmpty)
        let shown = made.withoutSecrets()
        #expect(shown.withoutSecrets() == shown)
        #expect(try Document(json: shown.json()) == shown)
    }

    /// Texts of all kinds survive YAML, in quotes and in blocks.
    @Test(arguments: 0..<UInt64(200)) func yamlAndBack(seed: UInt64) throws {
        var generator = DocumentGenerator(seed: seed)
        var made = Document.empty
        let prompt = generator.text() + generator.text() + "."
        made.settings["system_prompt"] = .object([
            DocumentMember(name: "text", value: .text(prompt))
        ])
        made.settings["decision_headers"] = .bool(generator.number(2) == 0)
        made.settings["max_connections"] = .number(String(1 + generator.number(1_000)))
        for index in 0..<3 {
            made[.providers, "p-\(index)"] = .object([
                DocumentMember(name: "title", value: .text("x" + generator.text())),
                DocumentMember(name: "dialect", value: .text("openai-chat")),
                DocumentMember(name: "base_url", value: .text("http://h:\(1 + index)")),
            ])
        }
        let name = generator.text().unicodeScalars.filter { $0.value > 0x20 && $0.value != 0x7F }
        made[.aliases, "a" + String(String.UnicodeScalarView(name)) + "/x"] =
            .text("p-0/m")
        made[.connections, "c"] = .object([
            DocumentMember(name: "provider", value: .text("p-0"))
        ])
        _ = try made.load()
        #expect(try document(yaml: made.yaml()) == made)
    }

    @Test(arguments: 0..<UInt64(200)) func mergingAndChanges(seed: UInt64) throws {
        var generator = DocumentGenerator(seed: seed)
        let (a, b) = (generator.document(), generator.document())
        #expect(try a.merged(with: .empty) == a)
        #expect(try Document.empty.merged(with: a) == a)
        // Either both orders are refused or neither is, and they differ in order only.
        do throws(ConfigurationErrors) {
            let both = try a.merged(with: b)
            let other = try b.merged(with: a)
            #expect(both.changes(to: other).isEmpty)
            for section in DocumentSection.allCases {
                #expect(both.names(in: section) == a.names(in: section) + b.names(in: section))
                for name in a.names(in: section) {
                    #expect(both[section, name] == a[section, name])
                }
            }
            #expect(a.changes(to: both).allSatisfy { $0.kind != .changed })
        } catch {
            #expect(throws: ConfigurationErrors.self) { try b.merged(with: a) }
        }
        // What is added one way is removed the other way.
        let there = a.changes(to: b)
        let back = b.changes(to: a)
        #expect(Self.names(there, .added) == Self.names(back, .removed))
        #expect(Self.names(there, .removed) == Self.names(back, .added))
    }

    private static func names(
        _ changes: [DocumentChange], _ kind: DocumentChange.Kind
    ) -> Set<String> {
        Set(changes.filter { $0.kind == kind }.map { "\($0.section) \($0.name)" })
    }

    /// Any document of the right shape is a part of a file.
    @Test(arguments: 0..<UInt64(100)) func partsOfYAMLAndBack(seed: UInt64) throws {
        var generator = DocumentGenerator(seed: seed)
        let made = Self.plain(generator.document())
        #expect(
            try Document(yaml: made.yaml(), file: "c.yaml", sources: sources(), checked: false)
                == made)
    }

    /// Without what YAML cannot tell: numbers in other forms than people write.
    private static func plain(_ document: Document) -> Document {
        var plain = document
        for section in DocumentSection.allCases {
            for name in document.names(in: section) {
                plain[section, name] = document[section, name].map(Self.plain)
            }
        }
        plain.settings = Self.plain(document.settings)
        return plain
    }

    private static func plain(_ value: DocumentValue) -> DocumentValue {
        switch value {
        case .number(let digits):
            digits.utf8.allSatisfy { (0x30...0x39).contains($0) } && digits.utf8.count < 18
                ? value : .number("1.50")
        case .list(let values): .list(values.map(plain))
        case .object(let members):
            .object(members.map { DocumentMember(name: $0.name, value: plain($0.value)) })
        case .null, .bool, .text: value
        }
    }

    /// Wherever a secret may stand, its value is gone.
    @Test(arguments: 0..<UInt64(40)) func noSecretIsLeft(seed: UInt64) throws {
        var generator = DocumentGenerator(seed: seed)
        var made = generator.document()
        var secrets: [String] = []
        func secret() -> DocumentValue {
            let text = "SECRET\(generator.next())"
            secrets.append(text)
            switch generator.number(4) {
            case 0: return .list([.text(text)])
            case 1: return .object([DocumentMember(name: "x", value: .text(text))])
            default: return .text(text)
            }
        }
        for index in 0..<5 {
            var connection = DocumentValue.object([])
            for field in [
                "api_key", "access_token", "access_key_id", "secret_access_key", "session_token",
                "service_account",
            ] where generator.number(2) == 0 { connection[field] = secret() }
            if generator.number(2) == 0 {
                secrets.append("PASSWORD\(index)")
                connection["proxy"] = .text("http://user:PASSWORD\(index)@h:1")
            }
            made[.connections, "c-\(index)"] = connection
            var key = DocumentValue.object([])
            key["secret"] = secret()
            made[.keys, "k-\(index)"] = key
        }
        let shown = made.withoutSecrets()
        let texts = [shown.jsonText, shown.yaml(), made.yaml()]
        for secret in secrets {
            #expect(made.jsonText.contains(secret))
            #expect(texts.allSatisfy { !$0.contains(secret) }, "a secret is left")
        }
    }
}
