internal import IPC
internal import JSON

/// What stands in every chunk of an answer, and at the top of a whole one.
struct ChatAnswerHead {
    let id: String
    let created: Int64
    let model: String
    let serviceTier: String?
    let fingerprint: String?

    init(_ start: AnswerStart, _ context: AnswerContext) {
        let target = context.target
        let prefix = context.endpoint == .completion ? "cmpl-" : "chatcmpl-"
        // A provider of this dialect has an id that its client may ask for; ids of other dialects mean nothing here.
        let isOwn = target.provider == .openaiChat || start.id.hasPrefix(prefix)
        id = isOwn && !start.id.isEmpty ? start.id : InventedIDs.id(prefix, target)
        created = start.created > 0 ? start.created : target.unixSeconds
        model = start.model.isEmpty ? target.model : start.model
        serviceTier = start.serviceTier.flatMap { Self.tiers.contains($0) ? $0 : nil }
        fingerprint = start.fingerprint
    }

    /// Clients with closed sets of values know no others.
    private static let tiers: Set<String> = [
        "auto", "default", "flex", "scale", "priority", "fast",
    ]

    /// Writes the members, the object's kind among them.
    func write(object: StaticString, into writer: inout JSONWriter) {
        writer.member("id", id)
        writer.name("object")
        writer.string(object)
        writer.member("created", created)
        writer.member("model", model)
        if let serviceTier { writer.member("service_tier", serviceTier) }
        if let fingerprint { writer.member("system_fingerprint", fingerprint) }
    }
}

extension JSONWriter {
    /// Writes into a buffer without copying what it holds.
    static func append(to output: inout [UInt8], _ body: (inout JSONWriter) -> Void) {
        var buffer: [UInt8] = []
        swap(&buffer, &output)
        var writer = JSONWriter(appendingTo: buffer)
        buffer = []
        body(&writer)
        output = writer.take()
    }
}
