internal import Dialects
internal import IPC
internal import JSON

/// Parses the body of a client's request.
enum RequestBody {
    /// The request with its tape; refuses what is no JSON object.
    static func read(
        _ bytes: [UInt8], _ head: RequestHead
    ) throws(GatewayError) -> RequestSource {
        var tape = JSONTape(
            limits: JSONLimits(
                depth: Limits.depth, bytes: Limits.requestBytes, nodes: Limits.requestNodes))
        let span = bytes.span.bytes
        do throws(JSONError) {
            try tape.parse(span)
        } catch {
            throw .badRequest(
                "The request body is not valid JSON: \(error.message(in: span)).",
                code: "invalid_json")
        }
        guard tape.kind(tape.root) == .object else {
            throw .badRequest("The request body must be a JSON object.", code: "invalid_type")
        }
        return RequestSource(
            bytes: bytes, tape: tape, endpoint: head.endpoint, pathModel: head.pathModel,
            streamForm: head.streamForm, headers: head.headers)
    }
}
