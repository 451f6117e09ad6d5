internal import IPC
internal import JSON

/// An answer of the management API.
struct APIAnswer: Equatable {
    var status: Int
    var headers: [Header] = []
    var body: [UInt8] = []
    /// Gives the body piece by piece, in place of `body`.
    var flow: AnswerFlow?

    /// Nothing to say: 204.
    static var done: APIAnswer { APIAnswer(status: 204) }

    /// JSON; `write` writes one value.
    static func json(_ status: Int = 200, _ write: (inout JSONWriter) -> Void) -> APIAnswer {
        var writer = JSONWriter()
        write(&writer)
        return APIAnswer(
            status: status, headers: [Header(name: "content-type", value: "application/json")],
            body: writer.take())
    }

    /// A body that comes piece by piece.
    static func flowing(_ source: any AnswerSource, type: String, _ headers: [Header] = [])
        -> APIAnswer
    {
        APIAnswer(
            status: 200, headers: [Header(name: "content-type", value: type)] + headers,
            flow: AnswerFlow(source))
    }

    /// Bytes of another type.
    static func bytes(_ body: [UInt8], type: String, status: Int = 200) -> APIAnswer {
        APIAnswer(
            status: status, headers: [Header(name: "content-type", value: type)], body: body)
    }
}
