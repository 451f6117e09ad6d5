/// What an agent says once its command has run.
enum AgentReport {
    /// How many characters of the result are repeated.
    private static let characters = 200

    /// `DONE: ` and the start of the result.
    ///
    /// - Parameter result: What the tool answered.
    /// - Returns: UTF-8.
    static func text(of result: [UInt8]) -> [UInt8] {
        let start = String(decoding: result, as: UTF8.self).unicodeScalars.prefix(characters)
        return Array("DONE: ".utf8) + Array(String(start).utf8)
    }
}
