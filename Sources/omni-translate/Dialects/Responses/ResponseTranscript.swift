internal import IPC
internal import JSON

/// A conversation up to and including one answer: its items, as they came.
package struct ResponseTranscript: Sendable, Equatable {
    /// Items of input and output in order, a comma between them.
    let items: [UInt8]

    /// The items of a request, its own earlier ones included, and those of its answer; nil when the answer is no response
    /// object with output.
    package init?(_ source: RequestSource, response: [UInt8]) {
        guard let answer = try? JSONDocument(response),  // what cannot be read cannot be continued
            let output = answer["output"], output.kind == .array
        else { return nil }
        var items = Self.inputItems(source)
        let more = Self.inside(output.rawBytes)
        if !items.isEmpty, !more.isEmpty { items.append(UInt8(ascii: ",")) }
        items += more
        self.items = items
    }

    /// The request with the earlier items before its own and without the name of the earlier response.
    func expanded(_ source: RequestSource) throws(GatewayError) -> RequestSource {
        let bytes = source.bytes
        let span = bytes.span.bytes
        let tape = source.tape
        var list: [UInt8] = [UInt8(ascii: "[")]
        list += items
        let own = Self.inputItems(source)
        if !items.isEmpty, !own.isEmpty { list.append(UInt8(ascii: ",")) }
        list += own
        list.append(UInt8(ascii: "]"))
        var splice = JSONSplice()
        splice.removeMember("previous_response_id", of: tape.root, on: tape, in: span)
        splice.setMember("input", to: list, of: tape.root, on: tape, in: span)
        let whole = splice.apply(to: bytes)
        var parsed = JSONTape(limits: tape.limits)
        do throws(JSONError) {
            try parsed.parse(whole)
        } catch {
            // Both halves were JSON: only their sum can be too much.
            throw GatewayError(
                status: 413, code: "request_too_large",
                message: "The conversation is too large to be continued.",
                param: "previous_response_id")
        }
        var continued = RequestSource(
            bytes: whole, tape: parsed, endpoint: source.endpoint, pathModel: source.pathModel,
            streamForm: source.streamForm, headers: source.headers)
        continued.continued = ResponsesCodec.previousResponseID(source)
        return continued
    }

    /// The items of a request's input, a comma between them; a text is one message.
    private static func inputItems(_ source: RequestSource) -> [UInt8] {
        let bytes = source.bytes
        let span = bytes.span.bytes
        guard let input = source.tape.member("input", of: source.tape.root, in: span) else {
            return []
        }
        switch source.tape.kind(input) {
        case .array: return inside(span.extracting(source.tape.range(input)).copied)
        case .string:
            var writer = JSONWriter()
            writer.object { writer in
                writer.member("type", "message")
                writer.member("role", "user")
                writer.name("content")
                writer.raw(source.tape.range(input), of: span)
            }
            return writer.take()
        case .null, .true, .false, .number, .object: return []
        }
    }

    /// What stands between the brackets of an array; nothing for an empty one.
    private static func inside(_ array: [UInt8]) -> [UInt8] {
        let inner = array.dropFirst().dropLast()
        return inner.allSatisfy { $0 <= 0x20 } ? [] : Array(inner)
    }
}
