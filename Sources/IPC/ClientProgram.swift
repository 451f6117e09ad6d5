/// The program that a client says it is.
public enum ClientProgram {
    /// Bytes of a name that are kept.
    static let nameBytes = 64

    /// The first product of a `User-Agent` (RFC 9110 section 10.1.5), such as "claude-cli/2.1.0"; empty where there is none.
    ///
    /// Only what a product may consist of, so that it can stand anywhere as it is.
    public static func name(_ agent: String) -> String {
        let bytes = agent.utf8.drop { $0 == 0x20 }
        var hasVersion = false
        var count = 0
        for byte in bytes {
            if byte == UInt8(ascii: "/") {
                guard !hasVersion, count > 0 else { break }
                hasVersion = true
            } else if !isOfToken(byte) {
                break
            }
            guard count < nameBytes else { break }
            count += 1
        }
        let name = bytes.prefix(count)
        // A product whose version is missing.
        let isWhole = name.last != UInt8(ascii: "/")
        return String(decoding: isWhole ? name : name.dropLast(), as: UTF8.self)
    }

    /// The same of a request's headers.
    public static func name(_ headers: [Header]) -> String {
        headers.first { $0.name == "user-agent" }.map { name($0.value) } ?? ""
    }

    /// A byte of a token (RFC 9110 section 5.6.2), but for quotes and signs that other formats give a meaning.
    private static func isOfToken(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
            UInt8(ascii: "."), UInt8(ascii: "+"), UInt8(ascii: "!"), UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
