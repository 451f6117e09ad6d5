/// A `data:` URI with base64 content and no parameters (RFC 2397).
enum DataURI {
    static func isValid(_ text: String, mediaPrefix: String) -> Bool {
        let marker = ";base64,"
        guard text.hasPrefix("data:" + mediaPrefix), let comma = text.firstIndex(of: ",") else {
            return false
        }
        let head = text[...comma]
        guard head.hasSuffix(marker), !head.dropLast(marker.count).contains(";") else {
            return false
        }
        return Base64Text.isValid(String(text[text.index(after: comma)...]))
    }
}
