internal import Configuration
internal import JSON

/// The operations on the configuration as a whole: export, apply, import.
struct ConfigurationResource {
    let changes: ConfiguredChanges

    private static let path = "/api/config"
    /// Fields of keys from which weak secrets of a user's own could be guessed.
    private static let hashes = ["secret_sha256", "previous_sha256"]

    /// What is exported.
    enum Part: String, CaseIterable {
        case merged
        case file
        case api
    }

    /// How a document is written.
    enum Format: String, CaseIterable {
        case json
        case yaml
    }

    var operations: [Operation] { [export, apply, importing] }

    // MARK: Export

    private var export: Operation {
        changes.reading(Self.path, query: ["layer", "format"]) {
            (request, held) throws(APIError) in
            let document: Document =
                switch try request.choice("layer", of: Part.self, usual: .merged) {
                case .merged: held.merged
                case .file: held.layers.file
                case .api: held.layers.api
                }
            let mayWrite = request.caller.scopes.contains(.write)
            let shown = mayWrite ? document : Self.withoutHashes(document)
            switch try request.choice("format", of: Format.self, usual: .json) {
            case .json: return .bytes(shown.json(), type: "application/json")
            case .yaml: return .bytes(Array(shown.yaml().utf8), type: "application/yaml")
            }
        }
    }

    private static func withoutHashes(_ document: Document) -> Document {
        var shown = document
        for name in document.names(in: .keys) {
            for field in hashes where shown[.keys, name]?[field] != nil {
                shown[.keys, name]?[field] = nil
            }
        }
        return shown
    }

    // MARK: Apply

    private var apply: Operation {
        changes.changing(
            .put, Self.path, query: ["dry_run"], content: .document, action: "config.apply"
        ) { (request) throws(APIError) in
            let document = try Self.document(request)
            let isTrial = try request.flag("dry_run")
            return ConfiguredChanges.Intent(
                subject: "", reach: .file, isTrial: isTrial
            ) { layers throws(APIError) in
                var next = layers
                next.file = document
                return next
            } answer: { outcome in
                Self.answer(outcome, isTrial: isTrial)
            }
        }
    }

    // MARK: Import

    private var importing: Operation {
        changes.changing(
            .post, "\(Self.path)/import", query: ["dry_run", "replace"], content: .document,
            action: "config.import"
        ) { (request) throws(APIError) in
            let document = try Self.document(request)
            let isTrial = try request.flag("dry_run")
            let replaces = try request.flag("replace")
            return ConfiguredChanges.Intent(subject: "", isTrial: isTrial) {
                layers throws(APIError) in
                try Self.joined(layers, document, replaces: replaces)
            } answer: { outcome in
                Self.answer(outcome, isTrial: isTrial)
            }
        }
    }

    /// The layers with a document's entries and settings in the API's.
    ///
    /// - Throws: 409 for what the file has, and for what the API has unless it is to be replaced.
    private static func joined(
        _ layers: ConfigurationLayers, _ document: Document, replaces: Bool
    ) throws(APIError) -> ConfigurationLayers {
        var next = layers
        var conflicts: [APIError.Detail] = []
        for section in DocumentSection.allCases {
            for name in document.names(in: section) {
                let owner = layers.owner(of: name, in: section)
                if owner == nil || (owner == .api && replaces) {
                    next.api[section, name] = document[section, name]
                } else if conflicts.count < 100 {
                    conflicts.append(
                        APIError.Detail(
                            path: "\(section.rawValue)/\(name)",
                            message: "is there already, managed by \(owner?.rawValue ?? "api")"))
                }
            }
        }
        if !replaces {
            let settings = SettingPaths.changes(by: document.settings, of: layers.api.settings)
            conflicts += settings.prefix(100 - conflicts.count).map {
                APIError.Detail(
                    path: "settings/\($0)", message: "is another one already, managed by api")
            }
        }
        guard conflicts.isEmpty else {
            throw APIError(
                .conflict, "already_exists",
                "Some of it is there already; nothing is imported.", details: conflicts)
        }
        return try SettingsResource.patched(next, document.settings)
    }

    // MARK: Reading and answering

    /// The document of a body; references to variables and files of this machine are refused.
    private static func document(_ request: APIRequest) throws(APIError) -> Document {
        do throws(ConfigurationErrors) {
            guard request.isYAML else { return try Document(json: request.body) }
            guard let text = String(validating: request.body, as: UTF8.self) else {
                throw ConfigurationErrors([
                    ConfigurationError(path: "", message: "the document is not UTF-8 text")
                ])
            }
            // Checked with the other layer, which it may name parts of. Whatever failed to write a document must not remove
            // everything.
            return try Document(
                yaml: text, file: "document", sources: .timeZones, checked: false,
                mayBeEmpty: false)
        } catch {
            throw APIError(error)
        }
    }

    private static func answer(_ outcome: LayerOutcome, isTrial: Bool) -> APIAnswer {
        .json { writer in
            writer.object { object in
                object.member("generation", outcome.generation)
                object.member("dry_run", isTrial)
                object.name("changes")
                object.array { list in
                    for change in outcome.changes { write(&list, change) }
                }
            }
        }
    }

    private static func write(_ writer: inout JSONWriter, _ change: DocumentChange) {
        writer.object { object in
            object.member("section", change.section)
            object.member("name", change.name)
            object.member("kind", change.kind.rawValue)
            object.name("fields")
            object.array { list in
                for field in change.fields { list.string(field) }
            }
        }
    }
}
