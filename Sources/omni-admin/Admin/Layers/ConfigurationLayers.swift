internal import Configuration

/// The configuration as its two layers: what the file says, and what was made by the API.
///
/// An entry belongs to the layer that names it; a setting to the one that gives it.
struct ConfigurationLayers: Equatable, Sendable {
    /// What the file said when it was applied.
    var file = Document.empty
    /// What was made by the API.
    var api = Document.empty

    subscript(_ layer: LayerName) -> Document {
        get { layer == .file ? file : api }
        set { if layer == .file { file = newValue } else { api = newValue } }
    }

    /// Both as one.
    func merged() throws(ConfigurationErrors) -> Document { try file.merged(with: api) }

    /// Without secrets: what is kept.
    func withoutSecrets() -> ConfigurationLayers {
        ConfigurationLayers(file: file.withoutSecrets(), api: api.withoutSecrets())
    }

    /// What leads from here to another pair, the file's part first.
    func changes(to next: ConfigurationLayers) -> [DocumentChange] {
        file.changes(to: next.file) + api.changes(to: next.api)
    }

    /// The layer that an entry belongs to; nil when there is none of that name.
    func owner(of name: String, in section: DocumentSection) -> LayerName? {
        if file[section, name] != nil { return .file }
        return api[section, name] != nil ? .api : nil
    }

    /// An entry of either layer.
    func entry(_ name: String, in section: DocumentSection) -> DocumentValue? {
        file[section, name] ?? api[section, name]
    }

    /// All entries of a section, those of the file first, each with its layer.
    func entries(
        in section: DocumentSection
    ) -> [(name: String, value: DocumentValue, owner: LayerName)] {
        LayerName.allCases.flatMap { layer in
            self[layer].names(in: section).compactMap { name in
                self[layer][section, name].map { (name, $0, layer) }
            }
        }
    }
}
