/// What a Messages request says of thinking, and what that forbids.
struct MessagesThinking {
    /// Whether a budget was given.
    let isManual: Bool
    /// What an answer shows of it.
    let shown: PromptRequest.Reasoning

    /// Whether there is thinking at all.
    var isOn: Bool { shown != .none }

    /// Reads a request whose shape has been checked.
    ///
    /// - Parameter request: The request.
    /// - Throws: What cannot be had together with thinking.
    init(_ request: MessagesReader) throws(ProviderError) {
        let root = request.root
        let thinking = request.member("thinking", of: root)
        let type = thinking.flatMap { request.string("type", of: $0) } ?? "disabled"
        isManual = type == "enabled"
        if type == "disabled" {
            shown = .none
        } else {
            let display = thinking.flatMap { request.string("display", of: $0) }
            shown = display == "omitted" ? .hidden : .shown
        }
        if let budget = thinking.flatMap({ request.int("budget_tokens", of: $0) }),
            let limit = request.int("max_tokens", of: root), limit <= budget
        {
            throw .invalid("`max_tokens` must be greater than `thinking.budget_tokens`.")
        }
        try Self.checkSampling(of: request, isOn: shown != .none)
    }

    private static func checkSampling(
        of request: MessagesReader, isOn: Bool
    ) throws(ProviderError) {
        let root = request.root
        func number(_ name: String) -> Double? {
            request.member(name, of: root).flatMap { request.reader.double($0) }
        }
        guard isOn else {
            let isOld = (request.string("model", of: root) ?? "").contains("claude-3")
            if !isOld, number("temperature") != nil, number("top_p") != nil {
                throw .invalid(
                    "`temperature` and `top_p` cannot both be specified for this model. "
                        + "Please use only one.")
            }
            return
        }
        if let temperature = number("temperature"), temperature != 1 {
            throw .invalid(
                "`temperature` may only be set to 1 when thinking is enabled or in adaptive mode.")
        }
        if number("top_k") != nil {
            throw .invalid(
                "`top_k` must be unset when thinking is enabled or in adaptive mode.")
        }
        if let share = number("top_p"), share < 0.95 {
            throw .invalid(
                "`top_p` must be greater than or equal to 0.95 or unset when thinking is enabled "
                    + "or in adaptive mode.")
        }
    }
}
