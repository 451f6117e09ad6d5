/// Where a request goes: the model is part of the path, and the base URL a bare origin.
enum BedrockPath {
    /// The path for a model's id or ARN.
    static func path(_ model: String, streams: Bool) -> String {
        "/model/\(escaped(model))/\(streams ? "converse-stream" : "converse")"
    }

    /// Everything but unreserved characters (RFC 3986) as percent escapes: ids hold `:` and `/`.
    private static func escaped(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            let isUnreserved =
                ASCIIText.isWord(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "~")
            if isUnreserved {
                bytes.append(byte)
            } else {
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
