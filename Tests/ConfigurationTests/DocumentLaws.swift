import Configuration
import IPC
import Testing

/// What holds for the document of every file that is taken.
enum DocumentLaws {
    /// Checks a file's document against what the file itself says.
    static func check(
        _ text: String, file: String, sources: ConfigurationSources, _ loaded: LoadedConfiguration
    ) throws(ConfigurationErrors) {
        let document = try Document(yaml: text, file: file, sources: sources)
        #expect(try document.load(sources: sources) == loaded)
        #expect(try Document(json: document.json()) == document)
        #expect(document.changes(to: document).isEmpty)
        try checkWithoutSecrets(document, sources, loaded)
    }

    /// Without its secrets a document says the same of all that is no secret.
    private static func checkWithoutSecrets(
        _ document: Document, _ sources: ConfigurationSources, _ loaded: LoadedConfiguration
    ) throws(ConfigurationErrors) {
        let shown = document.withoutSecrets()
        #expect(shown.withoutSecrets() == shown)
        #expect(!shown.hasSecrets)
        #expect(shown.changes(to: shown).isEmpty)
        // A marker means "as it is".
        #expect(document.changes(to: shown).isEmpty)
        #expect(try Document(json: shown.json()) == shown)
        let kept = try shown.load(sources: sources)
        #expect(kept.route == loaded.route)
        #expect(kept.vault == markers(of: loaded.vault))
        guard !shown.jsonText.contains("{\"kept\":true") else {
            #expect(
                problems { () throws(ConfigurationErrors) in
                    _ = try Document(yaml: shown.yaml(), file: "c.yaml", sources: sources)
                }.contains("{kept: true} stands for a secret that is kept elsewhere"))
            return
        }
        #expect(
            try Document(yaml: document.yaml(), file: "c.yaml", sources: sources) == shown)
    }

    private static func markers(of vault: VaultApply) -> VaultApply {
        var kept = vault
        for index in kept.credentials.indices {
            kept.credentials[index].keepSecret = !kept.credentials[index].secret.isEmpty
            kept.credentials[index].secret = []
            guard kept.credentials[index].proxy.contains("@") else { continue }
            kept.credentials[index].keepProxy = true
            kept.credentials[index].proxy = ""
        }
        return kept
    }
}
