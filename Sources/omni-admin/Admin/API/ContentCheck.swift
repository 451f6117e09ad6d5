/// Whether a request carries what its operation takes.
enum ContentCheck {
    /// Looks at what the head says of the body.
    ///
    /// - Throws: 415 for another type or an encoding, 413 for too much, 400 for a body where there is none.
    static func check(_ head: APIHead, _ operation: Operation) throws(APIError) {
        if let encoding = head.header("content-encoding"), encoding.lowercased() != "identity" {
            throw APIError(
                .unsupportedType, "unsupported_encoding", "The body must not be compressed.")
        }
        let length = head.contentLength
        if let length, length > UInt64(limit(of: operation)) { throw tooLarge(operation) }
        guard let type = head.header("content-type") else {
            if let length, length > 0, operation.content != .none {
                throw unsupported(operation)
            }
            return
        }
        guard operation.content != .none, length != 0 else { return }
        guard accepts(mediaType(type), operation) else { throw unsupported(operation) }
    }

    /// Looks at the body once it is there.
    ///
    /// - Throws: 400 for a missing one, or for one that is too much.
    static func check(body: [UInt8], _ head: APIHead, _ operation: Operation) throws(APIError) {
        switch operation.content {
        case .none:
            guard body.isEmpty else {
                throw APIError(.badRequest, "unexpected_body", "The request must have no body.")
            }
        case .json, .document:
            guard !body.isEmpty else {
                throw APIError(.badRequest, "missing_body", "The request must have a body.")
            }
        case .optionalJSON: break
        }
        guard body.isEmpty || head.header("content-type") != nil else {
            throw unsupported(operation)
        }
    }

    /// Bytes that a body may have.
    static func limit(of operation: Operation) -> Int {
        switch operation.content {
        // Taken in, so that a body that should not be there is refused with words.
        case .none: Limits.openBodyBytes
        case .json, .optionalJSON, .document:
            operation.scope == nil ? Limits.openBodyBytes : Limits.bodyBytes
        }
    }

    /// The refusal of a body that is too large.
    static func tooLarge(_ operation: Operation) -> APIError {
        APIError(
            .tooLarge, "too_large",
            "The body may have at most \(limit(of: operation)) bytes.")
    }

    /// The media type without its parameters, in lower case.
    static func mediaType(_ header: String) -> String {
        let type = header.prefix { $0 != ";" }
        return String(type.filter { $0 != " " && $0 != "\t" }).lowercased()
    }

    /// Whether a media type is one of YAML (RFC 9512).
    static func isYAML(_ type: String) -> Bool {
        ["application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml"].contains(type)
    }

    private static func accepts(_ type: String, _ operation: Operation) -> Bool {
        if type == "application/json" { return true }
        if type == "application/merge-patch+json" { return operation.method == .patch }
        return operation.content == .document && isYAML(type)
    }

    private static func unsupported(_ operation: Operation) -> APIError {
        let types =
            operation.content == .document
            ? "application/json or application/yaml"
            : "application/json"
        return APIError(
            .unsupportedType, "unsupported_type", "The body must be \(types), and say so.")
    }
}
