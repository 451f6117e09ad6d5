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

    /// Whether a name is `camel`, or the same in snake case.
    static func spells(
        _ name: JSONTape.Node, _ camel: StaticString, _ tape: JSONTape, _ bytes: RawSpan
    ) -> Bool {
        if tape.equals(name, camel, in: bytes) { return true }
        let range = tape.contentRange(name)
        // The snake is longer by its underscores, if it has any.
        guard range.count > camel.utf8CodeUnitCount, !tape.isEscaped(name) else { return false }
        return bytes.extracting(range).withUnsafeBytes { text in
            camel.withUTF8Buffer { isSnake(text, of: $0) }
        }
    }

    private static func isSnake(
        _ text: UnsafeRawBufferPointer, of camel: UnsafeBufferPointer<UInt8>
    ) -> Bool {
        var place = 0
        for byte in camel {
            let isUpper = byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")
            if isUpper {
                guard place < text.count, text[place] == UInt8(ascii: "_") else { return false }
                place += 1
            }
            guard place < text.count, text[place] == (isUpper ? byte | 0x20 : byte) else {
                return false
            }
            place += 1
        }
        return place == text.count
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
