/// Errors as AWS names them.
enum BedrockErrors {
    /// The code of an error for a signature that is not right.
    static let invalidSignature = "InvalidSignatureException"

    /// The name of the exception that goes with an error.
    static func name(for error: ProviderError) -> String {
        error.code == invalidSignature ? invalidSignature : name(for: error.status)
    }

    /// The name of the exception that goes with a status.
    static func name(for status: Int) -> String {
        switch status {
        case 403, 401: "AccessDeniedException"
        case 404: "ResourceNotFoundException"
        case 408: "ModelTimeoutException"
        case 424: "ModelErrorException"
        case 429: "ThrottlingException"
        case 503: "ServiceUnavailableException"
        case 500...: "InternalServerException"
        default: "ValidationException"
        }
    }

    /// The same as a stream names it.
    static func streamName(for status: Int) -> String {
        let name = name(for: status)
        return name.prefix(1).lowercased() + name.dropFirst()
    }
}
