internal import IPC
internal import JSON

/// An answer of the management API.
struct APIAnswer: Equatable {
    var status: Int
    var headers: [Header] = []
    var body: [UInt8] = []

    /// Nothing to say: 204.
    static let done = APIAnswer(status: 204)

    /// JSON; `write` writes one value.
    static func json(_ status: Int = 200, _ write: (inout JSONWriter) -> Void) -> APIAnswer {
        var writer = JSONWriter()
        write(&writer)
        return APIAnswer(
            status: status, headers: [Header(name: "content-type", value: "application/json")],
            body: writer.take())
    }

    /// Bytes of another type.
    static func bytes(_ body: [UInt8], type: String, status: Int = 200) -> APIAnswer {
        APIAnswer(
            status: status, headers: [Header(name: "content-type", value: type)], body: body)
    }
}
