internal import JSON

/// Holds a request for vectors against the rules of OpenAI.
struct EmbeddingsReader: DialectReading {
    /// What a valid request asks for.
    struct Request {
        var model: ModelName
        var texts: [[UInt8]]
        var dimensions = WordVector.usualDimensions
        /// As little-endian floats in Base64, not as numbers.
        var isBase64 = false

        /// How many tokens it counts: one for each four characters begun.
        var tokens: Int { texts.reduce(0) { $0 + ($1.scalarCount + 3) / 4 } }
    }

    let reader: JSONReader
    let checker: ShapeChecker

    private static let shape: [String: Shape.Member] = [
        "model": .required(.string(1...256)),
        "input": .required(.stringOr(.list(.text, 1...2048))),
        "encoding_format": .optional(.oneOf(["float", "base64"])),
        "dimensions": .optional(.integer(1...4096)), "user": .optional(.text),
        "input_type": .optional(.text),
    ]

    /// A reader of a document that has been parsed.
    init(_ reader: JSONReader) {
        self.reader = reader
        checker = ShapeChecker(reader: reader)
    }

    /// Checks the request.
    ///
    /// - Returns: What an answer needs of it.
    /// - Throws: The first rule that is broken.
    func read() throws(ProviderError) -> Request {
        do {
            try checker.check(root, .object(Self.shape))
        } catch {
            throw OpenAIWording.error(for: error)
        }
        let input = member("input", of: root)
        let isOne = input.map { reader.kind($0) == .string } ?? false
        let texts = isOne ? [text(input)] : elements(input).map { text($0) }
        guard !texts.contains([]) else {
            throw .invalid("Invalid 'input': input cannot be an empty string.", "input")
        }
        var request = Request(
            model: try modelName(string("model", of: root) ?? ""), texts: texts)
        request.dimensions = int("dimensions", of: root) ?? request.dimensions
        request.isBase64 = string("encoding_format", of: root) == "base64"
        return request
    }
}
