internal import Configuration

/// The configuration as it is kept, and what is made of it.
struct CurrentConfiguration: Sendable {
    /// Its number: 0 before the first change.
    var generation: UInt64 = 0
    /// The number that route gave it.
    var routeGeneration: UInt64 = 0
    /// Both layers, without secrets.
    var layers = ConfigurationLayers()
    /// Both layers as one document.
    var merged = Document.empty

    init() {}

    /// Reads what is kept.
    init(_ kept: KeptLayers) throws(ConfigurationErrors) {
        generation = kept.generation
        routeGeneration = kept.routeGeneration
        layers = ConfigurationLayers(
            file: try Self.document(kept.file), api: try Self.document(kept.api))
        merged = try layers.merged()
    }

    /// As it is to be kept.
    var kept: KeptLayers {
        KeptLayers(
            generation: generation, routeGeneration: routeGeneration, file: layers.file.json(),
            api: layers.api.json())
    }

    private static func document(_ json: [UInt8]) throws(ConfigurationErrors) -> Document {
        json.isEmpty ? .empty : try Document(json: json)
    }
}
