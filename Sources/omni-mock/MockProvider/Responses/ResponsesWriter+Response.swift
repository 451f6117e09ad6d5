extension ResponsesWriter {
    /// Fields that repeat the request's, with what they are where it has none.
    private static let echoed: [(String, JSONText)] = [
        ("instructions", "null"), ("max_output_tokens", "null"), ("max_tool_calls", "null"),
        ("parallel_tool_calls", "true"), ("prompt_cache_key", "null"),
        ("reasoning", #"{"effort":null,"summary":null}"#), ("safety_identifier", "null"),
        ("service_tier", #""default""#), ("store", "true"), ("temperature", "1.0"),
        ("text", #"{"format":{"type":"text"},"verbosity":"medium"}"#), ("tool_choice", #""auto""#),
        ("tools", "[]"), ("top_p", "1.0"), ("truncation", #""disabled""#), ("user", "null"),
        ("metadata", "{}"),
    ]

    /// Why the answer is not complete; nil if it is.
    var incompleteReason: String? {
        switch context.answer.stop {
        case .length: "max_output_tokens"
        case .filter: "content_filter"
        case .end, .calls, .pause: nil
        }
    }

    /// The response object.
    ///
    /// - Parameters:
    ///   - status: How far it is.
    ///   - isFinal: Whether it holds the items, and what was counted.
    /// - Returns: The object.
    func response(status: String, isFinal: Bool) -> JSONText {
        let identity = context.identity
        let details: JSONText =
            isFinal ? incompleteReason.map { #"{"reason":\#($0)}"# } ?? "null" : "null"
        let echo = Self.echoed.map { name, fallback -> JSONText in
            let value = context.request.echoed[name].map { JSONText(raw: $0) } ?? fallback
            return #""\#(escaped: Array(name.utf8))":\#(raw: value),"#
        }
        let error: JSONText =
            status == "failed"
            ? #"{"code":"server_error","message":\#(ProviderError.usual(for: 500).message)}"#
            : "null"
        return #"""
            {"id":\#(identity.id),"object":"response","created_at":\#(identity.created),\#
            "status":\#(status),"background":false,"error":\#(raw: error),\#
            "incomplete_details":\#(raw: details),"model":\#(identity.model),\#
            "output":\#(list: isFinal ? items : []),"previous_response_id":null,\#
            \#(raw: echo.flatMap(\.bytes))"top_logprobs":0,\#
            "usage":\#(raw: isFinal ? Self.usage(context.usage) : "null")}
            """#
    }

    /// What was counted, with all numbers that strict clients want.
    static func usage(_ usage: Usage) -> JSONText {
        #"""
        {"input_tokens":\#(usage.prompt),\#
        "input_tokens_details":{"cached_tokens":\#(usage.cached)},\#
        "output_tokens":\#(usage.completion),\#
        "output_tokens_details":{"reasoning_tokens":\#(usage.reasoning)},\#
        "total_tokens":\#(usage.total)}
        """#
    }
}
