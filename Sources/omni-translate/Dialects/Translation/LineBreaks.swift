/// Line breaks between the tokens of a JSON text.
///
/// Codecs copy parts of an answer as they came; a line break among them would end a line of an event stream or of NDJSON
/// before its time.
enum LineBreaks {
    /// Puts a space in the place of each; inside of strings they are escaped, or the text is no JSON.
    static func replace(in json: inout [UInt8]) {
        guard json.contains(where: isBreak) else { return }
        var isString = false
        var isEscaped = false
        for index in json.indices {
            let byte = json[index]
            if isEscaped {
                isEscaped = false
            } else if byte == UInt8(ascii: "\"") {
                isString.toggle()
            } else if isString {
                isEscaped = byte == UInt8(ascii: "\\")
            } else if isBreak(byte) {
                json[index] = 0x20
            }
        }
    }

    private static func isBreak(_ byte: UInt8) -> Bool { byte == 0x0a || byte == 0x0d }
}
