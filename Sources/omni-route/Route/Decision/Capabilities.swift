internal import IPC

/// What a request may need of a model beside text.
struct Capabilities: OptionSet {
    let rawValue: UInt8

    static let tools = Capabilities(rawValue: 1)
    static let vision = Capabilities(rawValue: 2)
    static let audio = Capabilities(rawValue: 4)
    static let documents = Capabilities(rawValue: 8)
    static let jsonSchema = Capabilities(rawValue: 16)

    /// The reason for passing over a model that lacks the first of these; nil for none.
    var reason: SkipReason? {
        if contains(.tools) { return .noTools }
        if contains(.vision) { return .noVision }
        if contains(.audio) { return .noAudio }
        if contains(.documents) { return .noDocuments }
        return contains(.jsonSchema) ? .noJSONSchema : nil
    }
}

extension Capabilities {
    /// What a request needs.
    init(neededBy ask: RouteAsk) {
        self = []
        if ask.tools { insert(.tools) }
        if ask.vision { insert(.vision) }
        if ask.audio { insert(.audio) }
        if ask.documents { insert(.documents) }
        if ask.jsonSchema { insert(.jsonSchema) }
    }

    /// What a model is known to lack.
    init(lackedBy facts: ModelFacts) {
        self = []
        if facts.tools == false { insert(.tools) }
        if facts.vision == false { insert(.vision) }
        if facts.audio == false { insert(.audio) }
        if facts.documents == false { insert(.documents) }
        if facts.jsonSchema == false { insert(.jsonSchema) }
    }
}
