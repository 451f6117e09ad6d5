/// What kind of error a provider reported, told from status, code and words.
package enum ErrorKind: Sendable, Equatable {
    case contextTooLong
    case filtered
    /// A signature or encrypted reasoning was not accepted.
    case invalidProof
    case invalidCredential
    case quota
    case rateLimit
    case overloaded
    case modelNotFound
    case badRequest
    case other

    /// The kind of an error.
    package static func of(_ error: ReportedError, status: UInt32) -> ErrorKind {
        let words = "\(error.code) \(error.type) \(error.message)".lowercased()
        func says(_ texts: [String]) -> Bool { texts.contains { words.holds($0) } }
        if status == 400 || status == 413 || status == 422, says(contextTexts) {
            return .contextTooLong
        }
        if status == 400, says(credentialTexts) { return .invalidCredential }
        if status == 400, says(proofTexts) { return .invalidProof }
        if says(["content_filter", "content_policy", "responsibleaipolicy"]) { return .filtered }
        switch status {
        case 401: return .invalidCredential
        case 402: return .quota
        case 404: return .modelNotFound
        case 429: return says(quotaTexts) ? .quota : .rateLimit
        case 503, 529: return .overloaded
        case 400..<500: return .badRequest
        default: return .other
        }
    }

    private static let contextTexts = [
        "context_length", "context length", "maximum context", "context window", "too many tokens",
        "prompt is too long", "input is too long", "exceeds the maximum number of tokens",
        "input token count", "reduce the length",
    ]
    private static let credentialTexts = ["api key not valid", "api_key_invalid"]
    private static let proofTexts = [
        "invalid `signature`", "invalid_encrypted_content", "thought_signature",
        "could not decrypt", "thought signature",
    ]
    private static let quotaTexts = ["insufficient_quota", "billing", "credit balance", "quota"]
}
