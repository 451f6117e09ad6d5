internal import JSON

/// Reads what daemons answer: one JSON value a line.
enum JSONLineReader {
    /// The values in order.
    ///
    /// - Parameters:
    ///   - bytes: Lines, each with its end.
    ///   - name: Who answered, for the failure.
    /// - Returns: The values, or a failure when a line is none.
    static func values(_ bytes: [UInt8], of name: String) -> Result<[JSONValue], APIError> {
        var values: [JSONValue] = []
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            do throws(JSONError) {
                values.append(try JSONDocument(Array(line)).root)
            } catch {
                return .failure(
                    APIError(.badGateway, "daemon_failed", "\(name) answers with what is not JSON.")
                )
            }
        }
        return .success(values)
    }
}
