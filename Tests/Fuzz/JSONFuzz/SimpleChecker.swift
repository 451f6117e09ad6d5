/// Decides about a document in the plainest way, byte by byte, to be compared with the library.
struct SimpleChecker {
    private let bytes: [UInt8]
    private let limit: Int
    private var at = 0

    init(_ bytes: [UInt8], depth: Int) {
        self.bytes = bytes
        limit = depth
    }

    mutating func isDocument() -> Bool {
        // Outside of strings a document is ASCII, so the whole is UTF-8 exactly if they are.
        guard String(validating: bytes, as: UTF8.self) != nil else { return false }
        skipSpace()
        guard value(0) else { return false }
        skipSpace()
        return at == bytes.count
    }

    private func peek() -> UInt8? { at < bytes.count ? bytes[at] : nil }

    private mutating func take(_ word: String) -> Bool {
        guard bytes[at...].starts(with: word.utf8) else { return false }
        at += word.utf8.count
        return true
    }

    private mutating func skipSpace() {
        while let byte = peek(), [0x20, 0x09, 0x0A, 0x0D].contains(byte) { at += 1 }
    }

    private mutating func value(_ depth: Int) -> Bool {
        switch peek() {
        case UInt8(ascii: "{"): depth < limit && list("}", depth) { $0.member($1) }
        case UInt8(ascii: "["): depth < limit && list("]", depth) { $0.value($1) }
        case UInt8(ascii: "\""): string()
        case UInt8(ascii: "t"): take("true")
        case UInt8(ascii: "f"): take("false")
        case UInt8(ascii: "n"): take("null")
        default: number()
        }
    }

    private mutating func list(
        _ end: String, _ depth: Int, _ item: (inout Self, Int) -> Bool
    ) -> Bool {
        at += 1
        skipSpace()
        if take(end) { return true }
        repeat {
            skipSpace()
            guard item(&self, depth + 1) else { return false }
            skipSpace()
        } while take(",")
        return take(end)
    }

    private mutating func member(_ depth: Int) -> Bool {
        guard string() else { return false }
        skipSpace()
        guard take(":") else { return false }
        skipSpace()
        return value(depth)
    }

    private mutating func string() -> Bool {
        guard take("\"") else { return false }
        while let byte = peek() {
            at += 1
            switch byte {
            case UInt8(ascii: "\""): return true
            case 0..<0x20: return false
            case UInt8(ascii: "\\"):
                guard let escape = peek() else { return false }
                at += 1
                if escape == UInt8(ascii: "u") {
                    for _ in 0..<4 {
                        guard let digit = peek(), Character(Unicode.Scalar(digit)).isHexDigit else {
                            return false
                        }
                        at += 1
                    }
                } else if !"\"\\/bfnrt".utf8.contains(escape) {
                    return false
                }
            default: break
            }
        }
        return false
    }

    private mutating func digits() -> Bool {
        let start = at
        while let byte = peek(), (0x30...0x39).contains(byte) { at += 1 }
        return at > start
    }

    private mutating func number() -> Bool {
        _ = take("-")  // a sign may be missing
        if !take("0") {
            guard digits() else { return false }
        }
        if take("."), !digits() { return false }
        if take("e") || take("E") {
            if !take("+") { _ = take("-") }  // a sign may be missing
            return digits()
        }
        return true
    }
}
