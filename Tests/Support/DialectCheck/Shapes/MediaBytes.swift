/// Compares the declared type of an image with its first bytes.
enum MediaBytes {
    private static let magic: [(type: String, head: [UInt8])] = [
        ("image/png", [0x89, 0x50, 0x4E, 0x47]), ("image/jpeg", [0xFF, 0xD8, 0xFF]),
        ("image/gif", [0x47, 0x49, 0x46, 0x38]), ("image/webp", [0x52, 0x49, 0x46, 0x46]),
        ("application/pdf", [0x25, 0x50, 0x44, 0x46]),
    ]

    /// Whether base64 of a known media type starts as that type does; unknown types always do.
    static func match(_ base64: String, type: String) -> Bool {
        guard let known = magic.first(where: { $0.type == type }) else { return true }
        return Base64Text.head(base64).starts(with: known.head)
    }
}
