internal import JSON

/// The members of a JSON object that a request carries, read strictly.
struct BodyFields {
    private let root: JSONValue

    /// Reads the body of a request, which may have members of these names.
    ///
    /// - Throws: 400 when the body is no JSON, 422 when it is no object, or has another member or one twice.
    init(_ request: APIRequest, _ names: [String]) throws(APIError) {
        root = try request.json().root
        guard let members = root.members else {
            throw Self.invalid("", "must be an object")
        }
        var seen = Set<String>()
        for (name, _) in members {
            guard names.contains(name) else {
                throw Self.invalid(String(name.prefix(100)), "is not known here")
            }
            guard seen.insert(name).inserted else { throw Self.invalid(name, "is given twice") }
        }
    }

    /// A text that must be there, of a length in bytes.
    func text(_ name: String, bytes: ClosedRange<Int>) throws(APIError) -> String {
        guard let value = root[name] else { throw Self.invalid(name, "is missing") }
        return try text(name, value, bytes)
    }

    /// A text that may be left out or null.
    func optionalText(_ name: String, bytes: ClosedRange<Int>) throws(APIError) -> String? {
        guard let value = root[name], !value.isNull else { return nil }
        return try text(name, value, bytes)
    }

    /// A list of texts that may be left out.
    func texts(_ name: String, count: ClosedRange<Int>) throws(APIError) -> [String]? {
        guard let value = root[name] else { return nil }
        let texts = value.array?.compactMap(\.string)
        guard let texts, texts.count == value.count, count.contains(texts.count) else {
            throw Self.invalid(
                name, "must be a list of \(count.lowerBound) to \(count.upperBound) texts")
        }
        return texts
    }

    private func text(
        _ name: String, _ value: JSONValue, _ bytes: ClosedRange<Int>
    ) throws(APIError) -> String {
        // A lone surrogate has no UTF-8: two different texts would be one.
        guard let text = value.string, !value.hasLoneSurrogates else {
            throw Self.invalid(name, "must be a text")
        }
        guard bytes.contains(text.utf8.count) else {
            throw Self.invalid(
                name, "must have \(bytes.lowerBound) to \(bytes.upperBound) bytes")
        }
        return text
    }

    /// The refusal of a member.
    static func invalid(_ name: String, _ what: String) -> APIError {
        APIError(
            .unprocessable, "invalid_request",
            name.isEmpty ? "The body \(what)." : "`\(name)` \(what).",
            details: [APIError.Detail(path: name, message: what)])
    }
}
