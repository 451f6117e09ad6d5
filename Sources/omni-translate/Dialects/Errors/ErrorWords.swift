/// Which statuses and words stand for which kind of error (facts: gateway-behaviour, section 2; translation-matrix,
/// section 12).
///
/// Words decide within statuses only: one about a "context window" in a 500 is none about the request. In a 400 only
/// wordings count that are known to mean something else than the caller's mistake.
enum ErrorWords {
    /// One line of the table.
    struct Row: Sendable {
        var statuses: ClosedRange<UInt32>
        /// One of them must be in the error, whatever its case; without any the status alone decides.
        var words: [String]
        var kind: ErrorKind

        init(_ statuses: ClosedRange<UInt32>, _ words: [String], _ kind: ErrorKind) {
            self.statuses = statuses
            self.words = words
            self.kind = kind
        }

        /// Whatever its words.
        init(_ statuses: ClosedRange<UInt32>, _ kind: ErrorKind) {
            self.init(statuses, [], kind)
        }
    }

    /// From the most particular to the most general; the first that fits counts.
    static let rows: [Row] = [
        // More than a minute's allowance is no question of the window.
        Row(413...413, perMinute + ["rate_limit_exceeded"], .rateLimit),
        Row(400...400, context, .contextTooLong),
        Row(413...413, .contextTooLong),
        Row(422...422, context, .contextTooLong),
        Row(400...400, credential, .invalidCredential),
        Row(400...400, proof, .invalidProof),
        Row(400...499, filter, .filtered),
        Row(400...404, billing, .billing),
        Row(400...400, place, .forbidden),
        Row(400...404, model, .modelNotFound),
        Row(422...422, model, .modelNotFound),
        Row(400...400, unsupported, .unsupported),
        Row(404...404, unsupported, .unsupported),
        Row(422...422, unsupported, .unsupported),
        Row(401...401, .invalidCredential),
        Row(402...402, .billing),
        Row(403...403, ["request not allowed"], .other),
        Row(403...403, quota, .quota),
        Row(403...403, rate, .rateLimit),
        Row(403...403, .forbidden),
        Row(404...404, .modelNotFound),
        Row(406...406, .other),
        Row(408...409, .other),
        Row(410...410, .modelNotFound),
        Row(424...425, .other),
        Row(429...429, billing, .billing),
        Row(429...429, overload, .overloaded),
        Row(429...429, perDay, .quota),
        Row(429...429, perMinute, .rateLimit),
        Row(429...429, quota, .quota),
        Row(429...429, .rateLimit),
        Row(400...499, .badRequest),
        Row(503...503, .overloaded),
        Row(529...529, .overloaded),
        Row(500...599, overload, .overloaded),
        Row(500...599, rate, .rateLimit),
    ]

    private static let context = [
        "context_length", "context length", "maximum context", "context window", "too many tokens",
        "prompt is too long", "input is too long", "exceeds the maximum number of tokens",
        "input token count", "reduce the length",
    ]
    private static let credential = ["api key not valid", "api_key_invalid"]
    private static let proof = [
        "invalid `signature`", "invalid_encrypted_content", "thought_signature",
        "could not decrypt", "thought signature",
    ]
    private static let filter = [
        "content_filter", "content_policy", "responsibleaipolicy", "data_inspection_failed",
        "content management policy",
    ]
    /// A message about a plan "and billing details" is about its allowance: the word alone proves nothing.
    private static let billing = [
        "insufficient_quota", "credit balance", "insufficient balance", "insufficient_balance",
        "insufficient credits", "insufficient funds", "exceeded_current_quota_error",
        "out of credits", "billing hard limit", "spending limit", "payment required",
    ]
    private static let place = ["location is not supported", "country, region, or territory"]
    private static let model = [
        "model_not_found", "model not found", "model not exist", "no such model", "unknown model",
        "not a valid model", "model identifier is invalid", "model_not_supported",
        "model is not supported", "on-demand throughput", "access to the model",
    ]
    /// Continuing an assistant's message, tools, pictures.
    private static let unsupported = [
        "prefill", "must end with a user message", "end with a user role", "expected last role",
        "last message must be", "last message must have role", "cannot end with an assistant",
        "does not support tools", "support tool use", "does not support function calling",
        "does not support image", "image input is not supported", "support image input",
        "not a multimodal model",
    ]
    private static let overload = [
        "overloaded", "at capacity", "over capacity", "resource exhausted", "no capacity",
    ]
    private static let rate = [
        "rate limit", "rate_limit", "too many requests", "throttl", "quota exceeded",
    ]
    private static let quota = [
        "quota", "usage limit", "usage_limit", "weekly limit", "monthly limit", "credits exhausted",
    ]
    private static let perDay = ["per day", "perday", "daily"]
    private static let perMinute = ["per minute", "perminute", "per min"]
}
