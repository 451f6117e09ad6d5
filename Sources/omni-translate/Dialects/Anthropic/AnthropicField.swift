internal import IPC
internal import JSON

/// A value of a client's request and its place; what is wrong with it is told in the API's own form
/// (`messages.0.content: Field required`).
struct AnthropicField {
    let value: JSONValue
    let path: AnthropicPath

    init(_ value: JSONValue, _ path: AnthropicPath) {
        self.value = value
        self.path = path
    }

    /// A member; nil when it is absent or `null`.
    subscript(_ name: String) -> AnthropicField? {
        guard let member = value[name], !member.isNull else { return nil }
        return AnthropicField(member, .member(path, name))
    }

    /// A member that must be there.
    func required(_ name: String) throws(GatewayError) -> AnthropicField {
        guard let field = self[name] else { throw Self.missing(.member(path, name)) }
        return field
    }

    /// The value as it came.
    var raw: RawJSON { RawJSON(value.rawBytes) }

    /// The raw value, marked as this dialect's.
    var opaque: OpaqueValue { OpaqueValue(.anthropic, raw) }

    /// A string's text.
    func text() throws(GatewayError) -> String {
        guard let text = value.string else { throw wrong("Input should be a valid string") }
        return text
    }

    /// `true` or `false`.
    func flag() throws(GatewayError) -> Bool {
        guard let flag = value.bool else { throw wrong("Input should be a valid boolean") }
        return flag
    }

    /// A whole number.
    func integer() throws(GatewayError) -> Int {
        guard let number = value.int else { throw wrong("Input should be a valid integer") }
        return Int(number)
    }

    /// A number as it was written.
    func number() throws(GatewayError) -> NumberText {
        guard let text = value.numberText else { throw wrong("Input should be a valid number") }
        return NumberText(text)
    }

    /// The elements of an array.
    func elements() throws(GatewayError) -> [AnthropicField] {
        guard let values = value.array else { throw wrong("Input should be a valid list") }
        var fields: [AnthropicField] = []
        fields.reserveCapacity(values.count)
        for (index, value) in values.enumerated() {
            fields.append(AnthropicField(value, .element(path, index)))
        }
        return fields
    }

    /// Itself, when it is an object.
    func object() throws(GatewayError) -> AnthropicField {
        guard value.kind == .object else { throw wrong("Input should be a valid dictionary") }
        return self
    }

    /// The texts of an array of strings.
    func texts() throws(GatewayError) -> [String] {
        var texts: [String] = []
        for element in try elements() { texts.append(try element.text()) }
        return texts
    }

    /// A refusal of this value.
    func wrong(_ what: String, code: String = "invalid_value") -> GatewayError {
        Self.refusal(path, what, code: code)
    }

    /// A refusal of a tag that is none of those known.
    func unknownTag(_ tag: String) -> GatewayError {
        wrong("Input tag '\(Self.shown(tag))' found using 'type' does not match any expected tag")
    }

    /// A refusal of a request that lacks a field.
    static func missing(_ path: AnthropicPath) -> GatewayError {
        refusal(path, "Field required", code: "missing_required_parameter")
    }

    /// A refusal of what stands at a place.
    static func refusal(
        _ path: AnthropicPath, _ what: String, code: String = "invalid_value"
    ) -> GatewayError {
        let place = path.text
        return .badRequest("\(place): \(what)", code: code, param: place)
    }

    /// A client's word in a message: short, and without what could break a line.
    private static func shown(_ text: String) -> String {
        String(text.unicodeScalars.prefix(64).filter { $0.value >= 0x20 }.map(Character.init))
    }
}
