internal import IPC
internal import JSON

/// The response object, with every member that strict clients want (facts: openai-responses, section 5).
struct ResponsesObject {
    private let context: AnswerContext
    private let start: AnswerStart
    /// Why the answer is incomplete.
    var incompleteReason: String?
    /// Why the answer failed.
    var error: GatewayError?

    init(_ context: AnswerContext, _ start: AnswerStart) {
        self.context = context
        self.start = start
    }

    /// The object; `output` holds the finished items, `usage` is nil before the end.
    func written(status: String, output items: [[UInt8]], usage: TokenUsage?) -> [UInt8] {
        let target = context.target
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("id", ResponsesIDs.response(start.id, target))
            writer.member("object", "response")
            writer.member("created_at", start.created > 0 ? start.created : target.unixSeconds)
            writer.member("status", status)
            writer.name("error")
            writeError(into: &writer)
            writer.name("incomplete_details")
            if let reason = incompleteReason {
                writer.object { $0.member("reason", reason) }
            } else {
                writer.null()
            }
            writer.member("model", start.model.isEmpty ? target.model : start.model)
            writer.name("output")
            writer.array { writer in
                for item in items where !item.isEmpty { writer.raw(item) }
            }
            writer.member("service_tier", serviceTier)
            writer.name("usage")
            if let usage {
                ResponsesUsage.write(usage, into: &writer)
            } else {
                writer.null()
            }
            // One value to the writer: names and values with their commas.
            writer.raw(ResponsesEcho.members(context.clientEcho))
        }
        return writer.take()
    }

    private func writeError(into writer: inout JSONWriter) {
        guard let error else { return writer.null() }
        writer.object { writer in
            writer.member("code", ResponsesErrors.failedCode(error))
            writer.member("message", ResponsesErrors.failedMessage(error))
        }
    }

    /// Tiers of foreign providers would break strict clients.
    private var serviceTier: String {
        guard let tier = start.serviceTier, Self.tiers.contains(tier) else { return "default" }
        return tier
    }

    private static let tiers: Set<String> = ["auto", "default", "flex", "scale", "priority"]
}
