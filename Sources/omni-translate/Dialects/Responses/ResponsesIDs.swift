/// Ids of responses and items (facts: openai-responses, section 3).
enum ResponsesIDs {
    /// Most bytes of an id that providers take.
    static let longest = 64

    /// Id of a response: the provider's own when it is of this dialect.
    static func response(_ id: String, _ target: Target) -> String {
        id.hasPrefix("resp_") && id.utf8.count <= 128 ? id : InventedIDs.id("resp_", target)
    }

    /// Whether an id may stand in an item of a type.
    static func isLegal(_ id: String, _ type: String) -> Bool {
        guard id.utf8.count <= longest else { return false }
        guard let prefix = prefixes[type] else { return true }
        return id.hasPrefix(prefix)
    }

    private static let prefixes = [
        "message": "msg", "reasoning": "rs", "function_call": "fc", "custom_tool_call": "ctc",
    ]
}
