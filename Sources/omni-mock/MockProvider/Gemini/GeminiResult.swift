internal import JSON

/// The text of a function's response.
struct GeminiResult {
    private let request: GeminiReader

    /// Members that hold the whole of it by convention.
    private static let members = ["output", "result", "error"]

    /// Responses of a request.
    init(_ request: GeminiReader) {
        self.request = request
    }

    /// The text: that of the only member, or the object as JSON.
    func text(of response: JSONReader.Node) -> [UInt8] {
        guard let value = request.member("response", of: response) else { return [] }
        if request.reader.count(value) == 1 {
            for name in Self.members {
                guard let member = request.member(name, of: value),
                    request.reader.kind(member) == .string
                else { continue }
                return request.text(member)
            }
        }
        var bytes: [UInt8] = []
        request.reader.appendRaw(value, to: &bytes)
        return bytes
    }
}

extension DialectReading {
    /// The text of the parts that have some, joined; thoughts are none.
    func joinedText(parts: [Node]) -> [UInt8] {
        var bytes: [UInt8] = []
        for part in parts where !flag("thought", of: part) {
            let piece = text(member("text", of: part))
            if !bytes.isEmpty, !piece.isEmpty { bytes.append(UInt8(ascii: "\n")) }
            bytes += piece
        }
        return bytes
    }
}
