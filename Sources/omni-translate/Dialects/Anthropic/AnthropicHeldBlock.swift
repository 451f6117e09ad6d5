internal import IPC
internal import JSON

/// A block that only this dialect knows, until it is whole.
struct AnthropicHeldBlock {
    private let type: String
    private let start: [UInt8]
    /// Pieces of `input`.
    private var input: [UInt8] = []
    /// Pieces of `content`.
    private var content = ""

    init(type: String, start: [UInt8]) {
        self.type = type
        self.start = start
    }

    /// Bytes held back.
    var byteCount: Int { start.count + input.count + content.utf8.count }

    /// Takes a piece of JSON text of `input`.
    mutating func add(input text: String) { input.append(contentsOf: text.utf8) }

    /// Takes a piece of text of `content`.
    mutating func add(content text: String) { content += text }

    /// The block with all of its pieces in place.
    var whole: OpaqueBlock {
        OpaqueBlock(.anthropic, type: type, json: RawJSON(assembled))
    }

    private var assembled: [UInt8] {
        guard !input.isEmpty || !content.isEmpty else { return start }
        var tape = JSONTape()
        let bytes = start.span.bytes
        guard (try? tape.parse(bytes)) != nil else { return start }
        var splice = JSONSplice()
        // Pieces that are no JSON together would make the whole block none.
        if !input.isEmpty, (try? JSONDocument(input)) != nil {
            splice.setMember("input", to: input, of: tape.root, on: tape, in: bytes)
        }
        if !content.isEmpty {
            var writer = JSONWriter()
            writer.string(content)
            splice.setMember("content", to: writer.take(), of: tape.root, on: tape, in: bytes)
        }
        return splice.apply(to: bytes)
    }
}
