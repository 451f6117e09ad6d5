internal import JSON

/// Values of a request with their types checked; errors name the parameter as the client wrote it.
enum ResponsesValue {
    /// A string; nil for `null`.
    static func string(_ value: JSONValue, _ path: @autoclosure () -> String)
        throws(GatewayError) -> String?
    {
        if value.isNull { return nil }
        guard let text = value.string else {
            throw ResponsesErrors.wrongType(path(), "a string", value.kind)
        }
        return text
    }

    /// A string that must be there and not be empty.
    static func required(_ value: JSONValue?, _ path: @autoclosure () -> String)
        throws(GatewayError) -> String
    {
        guard let value, let text = try string(value, path()) else {
            throw ResponsesErrors.missing(path())
        }
        guard !text.isEmpty else {
            throw OpenAIErrors.invalidValue(path(), "it must not be empty")
        }
        return text
    }

    /// A member's string; nil without it and for `null`.
    static func optional(_ value: JSONValue?, _ path: @autoclosure () -> String)
        throws(GatewayError) -> String?
    {
        guard let value else { return nil }
        return try string(value, path())
    }

    /// A boolean; nil for `null`.
    static func bool(_ value: JSONValue, _ path: @autoclosure () -> String)
        throws(GatewayError) -> Bool?
    {
        if value.isNull { return nil }
        guard let flag = value.bool else {
            throw ResponsesErrors.wrongType(path(), "a boolean", value.kind)
        }
        return flag
    }

    /// An integer of at least `minimum`; nil for `null`.
    static func int(_ value: JSONValue, minimum: Int = 0, _ path: @autoclosure () -> String)
        throws(GatewayError) -> Int?
    {
        if value.isNull { return nil }
        guard let number = value.int.flatMap({ Int(exactly: $0) }) else {
            throw ResponsesErrors.wrongType(path(), "an integer", value.kind)
        }
        guard number >= minimum else {
            throw .badRequest(
                "Invalid '\(path())': integer below minimum value. Expected a value >= \(minimum), "
                    + "but got \(number) instead.", code: "integer_below_min_value", param: path())
        }
        return number
    }

    /// A number as it is written; nil for `null`.
    static func number(_ value: JSONValue, _ path: @autoclosure () -> String)
        throws(GatewayError) -> NumberText?
    {
        if value.isNull { return nil }
        guard let text = value.numberText else {
            throw ResponsesErrors.wrongType(path(), "a number", value.kind)
        }
        return NumberText(text)
    }

    /// The elements of an array; none for `null`.
    static func array(_ value: JSONValue, _ path: @autoclosure () -> String)
        throws(GatewayError) -> [JSONValue]
    {
        if value.isNull { return [] }
        guard let elements = value.array else {
            throw ResponsesErrors.wrongType(path(), "an array", value.kind)
        }
        return elements
    }

    /// Refuses what is no object.
    static func object(_ value: JSONValue, _ path: @autoclosure () -> String) throws(GatewayError) {
        guard value.kind == .object else {
            throw ResponsesErrors.wrongType(path(), "an object", value.kind)
        }
    }
}

extension JSONValue {
    /// The value as it came.
    var rawJSON: RawJSON { RawJSON(rawBytes) }

    /// The text of a member that is a string.
    func text(_ name: String) -> String? { self[name]?.string }
}
