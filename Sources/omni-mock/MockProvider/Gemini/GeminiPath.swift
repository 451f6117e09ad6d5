/// A path such as `/v1beta/models/NAME:METHOD`, of the developer's API or of Vertex.
struct GeminiPath: Equatable {
    /// What is asked of the model.
    enum Method: String {
        case generate = "generateContent"
        case stream = "streamGenerateContent"
        case countTokens
    }

    /// The name of the model, decoded; it may hold slashes and colons.
    let model: String
    /// What is asked of it.
    let method: Method
    /// Whether it is Vertex's form of the path.
    let isVertex: Bool

    private static let versions = ["/v1beta/", "/v1/", "/v1beta1/"]

    /// Reads a path without its query; nil if it is no such path.
    init?(_ path: Substring) {
        guard let version = Self.versions.first(where: { path.hasPrefix($0) }),
            let colon = path.lastIndex(of: ":"),
            let method = Method(rawValue: String(path[path.index(after: colon)...]))
        else { return nil }
        let place = path[..<colon].dropFirst(version.count)
        let mark = "publishers/google/models/"
        if place.hasPrefix("models/") {
            isVertex = false
            model = PercentCoding.decode(place.dropFirst("models/".count))
        } else if let range = place.firstRange(of: mark) {
            isVertex = true
            model = PercentCoding.decode(place[range.upperBound...])
        } else {
            return nil
        }
        guard !model.isEmpty else { return nil }
        self.method = method
    }
}
