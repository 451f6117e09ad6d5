/// Looks whether pictures are what they say.
struct MessagesMedia {
    private let request: MessagesReader

    /// How the Base64 of each kind of picture begins.
    private static let starts = [
        "image/png": "iVBORw0KGgo", "image/jpeg": "/9j/", "image/gif": "R0lGOD",
        "image/webp": "UklGR",
    ]

    /// Media of a request whose shape has been checked.
    init(_ request: MessagesReader) {
        self.request = request
    }

    /// Checks a picture that is sent along; all other blocks pass.
    ///
    /// - Parameters:
    ///   - block: The block.
    ///   - path: Where it stands.
    /// - Throws: That its bytes are of another kind.
    func check(_ block: JSONReader.Node, at path: String) throws(ProviderError) {
        guard request.string("type", of: block) == "image",
            let source = request.member("source", of: block),
            let data = request.string("data", of: source),
            let type = request.string("media_type", of: source)
        else { return }
        if let start = Self.starts[type], data.hasPrefix(start) { return }
        guard let actual = Self.starts.first(where: { data.hasPrefix($0.value) })?.key else {
            throw .invalid("\(path).image.source.base64.data: Could not process image")
        }
        throw .invalid(
            "\(path).image.source.base64: The image was specified using the \(type) media type, "
                + "but the image appears to be a \(actual) image")
    }
}
