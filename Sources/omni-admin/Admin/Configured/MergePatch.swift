internal import Configuration

/// Changes part of a value, as JSON Merge Patch says (RFC 7396).
enum MergePatch {
    /// The value with the patch applied.
    ///
    /// A marker in place of a secret is one thing: whatever else an object says replaces it, and the marker alone leaves it.
    static func apply(_ patch: DocumentValue, to value: DocumentValue?) -> DocumentValue {
        guard case .object(let members) = patch else { return patch }
        if let value, value.isKept { return patch.isKept ? value : patch }
        var result = value ?? .object([])
        if result.members == nil { result = .object([]) }
        for member in members {
            result[member.name] =
                member.value == .null ? nil : apply(member.value, to: result[member.name])
        }
        return result
    }
}
