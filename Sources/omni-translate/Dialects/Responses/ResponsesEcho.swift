internal import IPC
internal import JSON

/// What a response object repeats of its request (facts: openai-responses, section 5).
enum ResponsesEcho {
    /// The repeated members with their defaults, as a JSON object.
    static func object(_ source: RequestSource) -> RawJSON {
        let span = source.bytes.span.bytes
        let tape = source.tape
        var writer = JSONWriter()
        writer.object { writer in
            for field in fields {
                writer.name(field.name)
                if field.name.description == "previous_response_id", let id = source.continued {
                    writer.string(id)
                } else if let node = tape.member(field.name, of: tape.root, in: span),
                    !tape.isNull(node)
                {
                    writer.raw(tape.range(node), of: span)
                } else {
                    writer.raw(field.standard)
                }
            }
        }
        return RawJSON(writer.take())
    }

    /// The members between the braces: of the request, or the defaults when it is not known.
    static func members(_ echo: RawJSON?) -> [UInt8] {
        guard let echo, echo.bytes.count > 2, echo.bytes.first == UInt8(ascii: "{") else {
            return standard
        }
        return Array(echo.bytes.dropFirst().dropLast())
    }

    private static let standard: [UInt8] = {
        var writer = JSONWriter()
        writer.object { writer in
            for field in fields {
                writer.name(field.name)
                writer.raw(field.standard)
            }
        }
        return Array(writer.bytes.dropFirst().dropLast())
    }()

    private static let fields: [(name: StaticString, standard: StaticString)] = [
        ("background", "false"), ("instructions", "null"), ("max_output_tokens", "null"),
        ("max_tool_calls", "null"), ("parallel_tool_calls", "true"),
        ("previous_response_id", "null"), ("prompt_cache_key", "null"),
        ("reasoning", #"{"effort":null,"summary":null}"#), ("safety_identifier", "null"),
        ("store", "true"), ("temperature", "1"), ("text", #"{"format":{"type":"text"}}"#),
        ("tool_choice", #""auto""#), ("tools", "[]"), ("top_logprobs", "0"), ("top_p", "1"),
        ("truncation", #""disabled""#), ("user", "null"), ("metadata", "{}"),
    ]
}
