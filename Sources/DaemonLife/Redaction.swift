/// Takes secrets out of text that is to be kept: recorded bodies, lines of the console.
///
/// It knows secrets by their form (keys of providers and of this gateway, tokens, private keys) and by their name (members
/// of JSON, also of JSON within a string, parameters, headers). What has neither, it cannot know; nor what comes in
/// pieces, such as a key that a model writes in several events of a stream.
///
/// Pure; its time grows with the length of the text only.
public enum Redaction {
    /// What stands in the place of a secret.
    static let mark = Array("***".utf8)

    /// The text without its secrets.
    ///
    /// - Parameters:
    ///   - bytes: Of any encoding that has ASCII in it.
    ///   - isCut: The text went on: what may be the beginning of a secret at its end is taken for one.
    /// - Returns: The same bytes where there is no secret.
    public static func masked(_ bytes: [UInt8], isCut: Bool = false) -> [UInt8] {
        var scanner = RedactionScanner(bytes, isCut: isCut)
        return scanner.run()
    }

    /// The text without its secrets.
    public static func masked(_ text: String) -> String {
        let bytes = Array(text.utf8)
        let shown = masked(bytes)
        return shown.count == bytes.count && shown == bytes
            ? text : String(decoding: shown, as: UTF8.self)
    }
}
