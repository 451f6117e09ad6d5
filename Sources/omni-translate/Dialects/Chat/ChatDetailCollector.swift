internal import JSON

/// Puts the pieces of `reasoning_details` together, as hosts stream them: those of one index and type belong together.
struct ChatDetailCollector {
    private struct Detail {
        var index: Int64?
        var type: String
        var text = ""
        var summary = ""
        var data = ""
        var signature = ""
        var id: String?
        var format: String?
    }

    private var details: [Detail] = []
    /// Bytes held back.
    private(set) var heldBytes = 0
    /// Whether any detail proves something.
    private(set) var hasProof = false

    /// Takes an array of details; its new text.
    mutating func take(_ node: JSONTape.Node, _ tape: JSONTape, _ bytes: RawSpan) -> String {
        var shown = ""
        var cursor = tape.elements(of: node)
        while let element = tape.nextElement(&cursor) {
            guard tape.kind(element) == .object else { continue }
            shown += take(detail: element, tape, bytes)
        }
        return shown
    }

    private mutating func take(
        detail node: JSONTape.Node, _ tape: JSONTape, _ bytes: RawSpan
    ) -> String {
        func string(_ name: StaticString) -> String {
            tape.member(name, of: node, in: bytes).flatMap { tape.string($0, in: bytes) } ?? ""
        }
        let index = tape.member("index", of: node, in: bytes).flatMap { tape.int($0, in: bytes) }
        let type = string("type")
        var place = details.endIndex
        // A piece without index belongs to the last detail of its type.
        if let found = details.lastIndex(where: { $0.index == index && $0.type == type }) {
            place = found
        } else {
            details.append(Detail(index: index, type: type))
        }
        let text = string("text")
        let summary = string("summary")
        let data = string("data")
        let signature = string("signature")
        details[place].text += text
        details[place].summary += summary
        details[place].data += data
        // The last signature counts (pitfall 33).
        if !signature.isEmpty { details[place].signature = signature }
        if details[place].id == nil { details[place].id = nonEmpty(string("id")) }
        if details[place].format == nil { details[place].format = nonEmpty(string("format")) }
        if !data.isEmpty || !signature.isEmpty { hasProof = true }
        heldBytes += text.utf8.count + summary.utf8.count + data.utf8.count + signature.utf8.count
        return text + summary
    }

    private func nonEmpty(_ text: String) -> String? { text.isEmpty ? nil : text }

    /// All details as one array, where any of them proves something; nil otherwise.
    var array: String? {
        guard hasProof else { return nil }
        var writer = JSONWriter()
        writer.array { writer in
            for detail in details { write(detail, into: &writer) }
        }
        return String(decoding: writer.take(), as: UTF8.self)
    }

    private func write(_ detail: Detail, into writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("type", detail.type)
            if !detail.text.isEmpty { writer.member("text", detail.text) }
            if !detail.summary.isEmpty { writer.member("summary", detail.summary) }
            if !detail.data.isEmpty { writer.member("data", detail.data) }
            if !detail.signature.isEmpty { writer.member("signature", detail.signature) }
            if let id = detail.id { writer.member("id", id) }
            if let format = detail.format { writer.member("format", format) }
            if let index = detail.index { writer.member("index", index) }
        }
    }
}
