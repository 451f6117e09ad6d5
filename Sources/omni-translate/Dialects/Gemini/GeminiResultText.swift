internal import JSON

/// What a tool answered, between text and the JSON object of this dialect (facts: translation-matrix, section 2
/// rule 5).
enum GeminiResultText {
    /// Reads `functionResponse.response`: the string of a lone `output`, `result` or `error` is the text, else its JSON
    /// is.
    static func read(_ response: GeminiField, into result: inout ToolResult) {
        let json = response.raw
        result.json = json
        var text = response.string ?? ""
        if response.kind == .object {
            let tape = response.document.tape
            let held = response.document.bytes
            let bytes = held.span.bytes
            text = tape.count(response.node) == 0 ? "" : json.text
            var cursor = tape.members(of: response.node)
            if let only = tape.nextMember(&cursor), tape.nextMember(&cursor) == nil {
                result.isError = tape.equals(only.name, "error", in: bytes)
                let isPlain =
                    result.isError || tape.equals(only.name, "output", in: bytes)
                    || tape.equals(only.name, "result", in: bytes)
                if isPlain, let plain = tape.string(only.value, in: bytes) { text = plain }
            }
        } else if response.kind != .string {
            text = json.text
        }
        if !text.isEmpty { result.content.append(.text(TextBlock(text))) }
    }

    /// The object for a result: its own JSON, a text that is a JSON object, else the text as `output` or `error`.
    static func object(_ result: ToolResult) -> RawJSON {
        if let json = result.json, isObject(json.bytes) { return json }
        let text = result.text
        if !result.isError, isObject(Array(text.utf8)) { return RawJSON(text) }
        var writer = JSONWriter()
        writer.object { writer in
            writer.member(result.isError ? "error" : "output", text)
        }
        return RawJSON(writer.take())
    }

    private static func isObject(_ bytes: [UInt8]) -> Bool {
        guard bytes.first(where: { !ASCIIText.isSpace($0) }) == UInt8(ascii: "{") else {
            return false
        }
        var tape = JSONTape()
        return (try? tape.parse(bytes)) != nil  // no JSON is a text like any other
    }
}
