/// Paths of the management API, made from names.
enum APIPath {
    /// A parameter of a query; one name may come several times.
    typealias Parameter = (name: String, value: String)

    /// A path with a query.
    static func with(_ query: [Parameter], _ path: String) -> String {
        let pairs = query.map { "\($0.name)=\(encode($0.value))" }
        return pairs.isEmpty ? path : path + "?" + pairs.joined(separator: "&")
    }

    /// A path from its parts and a query; nil values are left out.
    static func of(_ parts: String..., query: KeyValuePairs<String, String?> = [:]) -> String {
        let path = "/api/" + parts.map(encode).joined(separator: "/")
        let pairs = query.compactMap { name, value in
            value.map { "\(name)=\(encode($0))" }
        }
        return pairs.isEmpty ? path : path + "?" + pairs.joined(separator: "&")
    }

    /// Text as a segment of a path or a value of a query: all but RFC 3986's unreserved characters as %XX.
    static func encode(_ text: String) -> String {
        var encoded: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"), UInt8(ascii: "~"):
                encoded.append(byte)
            default:
                encoded.append(UInt8(ascii: "%"))
                encoded += digits(byte)
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }

    private static func digits(_ byte: UInt8) -> [UInt8] {
        let text = String(byte, radix: 16, uppercase: true)
        return Array((byte < 16 ? "0" + text : text).utf8)
    }
}
