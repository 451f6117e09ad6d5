/// The tool calls that still want their results, while a list of messages is walked.
///
/// The rule: an assistant message with calls is followed at once by one tool message per call, in
/// any order, before any other role; a tool message stands nowhere else.
struct OpenCalls {
    private var open: [String] = []

    /// Notes a call of an assistant message.
    mutating func open(_ id: String) {
        open.append(id)
    }

    /// Takes the next message.
    ///
    /// - Parameters:
    ///   - role: Its role.
    ///   - id: The call it answers, if it is a tool's.
    ///   - path: Where it stands.
    /// - Throws: That a result is missing, or answers no call.
    mutating func next(role: String, id: String?, at path: String) throws(ProviderError) {
        guard role == "tool" else {
            try finish()
            return
        }
        guard let index = open.firstIndex(where: { $0 == id }) else {
            throw .invalid(
                "A message with role 'tool' must answer a call of the assistant message before it.",
                "\(path).role")
        }
        open.remove(at: index)
    }

    /// Ends the walk, or lets another role than a tool's come.
    ///
    /// - Throws: That results are missing.
    func finish() throws(ProviderError) {
        guard open.isEmpty else {
            throw .invalid(
                "An assistant message with 'tool_calls' must be followed by a tool message for "
                    + "each 'tool_call_id'. These have none: \(open.joined(separator: ", ")).",
                "messages")
        }
    }
}
