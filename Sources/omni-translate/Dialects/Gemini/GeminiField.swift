internal import IPC
internal import JSON

/// A value of a request that knows where it stands.
struct GeminiField {
    let value: JSONValue
    let path: GeminiPath

    /// The value as it came.
    var raw: RawJSON { RawJSON(value.rawBytes) }
    /// The value as it came, for this dialect only.
    var opaque: OpaqueValue { OpaqueValue(.gemini, raw) }

    /// A string.
    func text() throws(GatewayError) -> String {
        guard let text = value.string else { throw wrong("must be a string", code: "invalid_type") }
        return text
    }

    /// An integer; also one in a string or with zeros behind its point, as the provider takes it.
    func integer() throws(GatewayError) -> Int {
        if let number = value.int { return Int(number) }
        if let text = value.string, let number = Int(text) { return number }
        if let number = value.double, let exact = Int(exactly: number) { return exact }
        throw wrong("must be an integer", code: "invalid_type")
    }

    /// A number as it was written.
    func number() throws(GatewayError) -> NumberText {
        if let text = value.numberText { return NumberText(text) }
        throw wrong("must be a number", code: "invalid_type")
    }

    /// A Boolean value.
    func flag() throws(GatewayError) -> Bool {
        guard let flag = value.bool else { throw wrong("must be a boolean", code: "invalid_type") }
        return flag
    }

    /// An object.
    func object() throws(GatewayError) -> GeminiObject {
        guard value.kind == .object else {
            throw wrong("must be an object", code: "invalid_type")
        }
        return GeminiObject(value, path)
    }

    /// Elements of an array; a value that is none stands for an array of it, as the provider takes it.
    func elements() throws(GatewayError) -> [GeminiField] {
        guard let array = value.array else { return [self] }
        return array.enumerated().map { GeminiField(value: $1, path: .element(path, $0)) }
    }

    /// An array of strings.
    func texts() throws(GatewayError) -> [String] {
        var texts: [String] = []
        for element in try elements() { texts.append(try element.text()) }
        return texts
    }

    /// The refusal of this value.
    func wrong(_ message: String, code: String = "invalid_value") -> GatewayError {
        Self.refusal(path, message, code: code)
    }

    /// The refusal of a value that stands at `path`.
    static func refusal(
        _ path: GeminiPath, _ message: String, code: String = "invalid_value"
    ) -> GatewayError {
        let place = path.text
        return .badRequest("Invalid value at '\(place)': \(message).", code: code, param: place)
    }
}
