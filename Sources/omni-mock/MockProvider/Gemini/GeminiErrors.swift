internal import NIOCore

/// Errors as Google's servers put them.
enum GeminiErrors {
    /// The body of an answer.
    static func body(of error: ProviderError) -> ByteBuffer {
        text(of: error).buffer
    }

    /// The object; its first member must stay `error`, by which clients know it in a stream.
    static func text(of error: ProviderError) -> JSONText {
        let details: JSONText =
            switch error.code {
            case invalidKey: Self.invalidKeyDetails
            case exhausted: Self.exhaustedDetails
            default: ""
            }
        return #"""
            {"error":{"code":\#(error.status),"message":\#(error.message),\#
            "status":\#(name(for: error.status))\#(raw: details)}}
            """#
    }

    /// The code of an error for a wrong key, which is a 400 here.
    static let invalidKey = "API_KEY_INVALID"

    private static let invalidKeyDetails: JSONText = #"""
        ,"details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo",\#
        "reason":"API_KEY_INVALID","domain":"googleapis.com",\#
        "metadata":{"service":"generativelanguage.googleapis.com"}}]
        """#

    /// The code of an error for a daily allowance that is used up.
    static let exhausted = "QUOTA_EXHAUSTED"

    private static let exhaustedDetails: JSONText = #"""
        ,"details":[{"@type":"type.googleapis.com/google.rpc.QuotaFailure","violations":[{\#
        "quotaMetric":\#
        "generativelanguage.googleapis.com/generate_content_free_tier_requests",\#
        "quotaId":"GenerateRequestsPerDayPerProjectPerModel-FreeTier","quotaValue":"20"}]},\#
        {"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"34s"}]
        """#

    private static func name(for status: Int) -> String {
        switch status {
        case 401: "UNAUTHENTICATED"
        case 403: "PERMISSION_DENIED"
        case 404: "NOT_FOUND"
        case 409: "ABORTED"
        case 429: "RESOURCE_EXHAUSTED"
        case 499: "CANCELLED"
        case 501: "UNIMPLEMENTED"
        case 503: "UNAVAILABLE"
        case 504: "DEADLINE_EXCEEDED"
        case 500...: "INTERNAL"
        default: "INVALID_ARGUMENT"
        }
    }
}
