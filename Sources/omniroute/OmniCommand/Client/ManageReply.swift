internal import IPC
internal import JSON

/// What the management API answered.
struct ManageReply: Equatable {
    /// The status of HTTP.
    let status: Int
    /// As they came.
    var headers: [Header] = []
    /// The whole body.
    var body: [UInt8] = []

    /// Whether it did what it was asked.
    var isSuccess: Bool { (200..<300).contains(status) }

    /// The value of a header, whatever the case of its name; nil without one.
    func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// Whether the body is JSON.
    var isJSON: Bool { header("content-type")?.hasPrefix("application/json") == true }

    /// The body as JSON.
    ///
    /// - Throws: A failure when it is none, which is the API's fault.
    func json() throws(CommandFailure) -> JSONValue {
        do throws(JSONError) {
            return try JSONDocument(body).root
        } catch {
            throw CommandFailure(.temporary, "omni-admin's answer is not JSON")
        }
    }
}
