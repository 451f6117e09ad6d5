internal import JSON

/// The limits of `metadata` at OpenAI: 16 pairs, names up to 64 characters.
enum OpenAIMetadata {
    static func check(_ request: JSONValue, _ checker: inout Checker) {
        let members = request["metadata"]?.members ?? []
        checker.expect(members.count <= 16, "metadata", "more than 16 pairs")
        for member in members {
            checker.expect(
                member.name.unicodeScalars.count <= 64, "metadata", "a name of more than 64")
        }
    }
}
