internal import Configuration
internal import JSON

extension APIRequest {
    /// The body as an object.
    ///
    /// - Throws: 400 when it is not JSON, 422 when it is another value or has a name twice.
    func object() throws(APIError) -> DocumentValue {
        guard let value = DocumentValue(try json().root) else {
            throw .invalidBody("The body has a name twice in one object, or text that is none.")
        }
        guard value.members != nil else { throw .invalidBody("The body must be an object.") }
        return value
    }

    /// The body as an object, an empty one where there is none.
    func objectOrNothing() throws(APIError) -> DocumentValue {
        body.isEmpty ? .object([]) : try object()
    }

    /// A yes or no of the query; no when it is not there.
    func flag(_ name: String) throws(APIError) -> Bool {
        switch query[name] {
        case nil, "false": return false
        case "true": return true
        default:
            throw APIError(
                .badRequest, "invalid_parameter", "The parameter \(name) must be true or false.")
        }
    }

    /// One of several words of the query; the first of them when it is not there.
    func choice<Choice: RawRepresentable & CaseIterable>(
        _ name: String, of type: Choice.Type, usual: Choice
    ) throws(APIError) -> Choice where Choice.RawValue == String {
        guard let text = query[name] else { return usual }
        guard let choice = Choice(rawValue: text) else {
            let words = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw APIError(
                .badRequest, "invalid_parameter", "The parameter \(name) must be one of \(words).")
        }
        return choice
    }
}

extension APIError {
    /// A body that is JSON, and still not what the operation takes: 422.
    static func invalidBody(_ message: String, path: String = "") -> APIError {
        let details = path.isEmpty ? [] : [Detail(path: path, message: message)]
        return APIError(.unprocessable, "invalid_body", message, details: details)
    }

    /// Nothing of that name: 404.
    static func notFound(_ noun: String) -> APIError {
        APIError(.notFound, "not_found", "There is no \(noun) of that name.")
    }
}
