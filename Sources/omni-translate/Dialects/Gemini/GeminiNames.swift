internal import JSON

/// Names of fields, which the provider reads in camel case and in snake case.
enum GeminiNames {
    /// `inline_data` as `inlineData`; a leading underscore stays.
    static func camelCase(_ name: String) -> String {
        guard name.utf8.dropFirst().contains(UInt8(ascii: "_")) else { return name }
        var camel: [UInt8] = []
        var raises = false
        for byte in name.utf8 {
            if byte == UInt8(ascii: "_"), !camel.isEmpty {
                raises = true
                continue
            }
            let isLower = byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z")
            camel.append(raises && isLower ? byte - 0x20 : byte)
            raises = false
        }
        return String(decoding: camel, as: UTF8.self)
    }

    /// A model's name without the collection that SDKs and clouds put before it.
    static func plainModel(_ name: String) -> String {
        let prefixes = ["publishers/google/models/", "models/"]
        for prefix in prefixes where name.hasPrefix(prefix) {
            return String(name.dropFirst(prefix.count))
        }
        return name
    }
}

extension JSONTape {
    /// A member by its camel-case or its snake-case name.
    func member(
        _ camel: StaticString, _ snake: StaticString, of node: Node, in bytes: RawSpan
    ) -> Node? {
        member(camel, of: node, in: bytes) ?? member(snake, of: node, in: bytes)
    }
}
