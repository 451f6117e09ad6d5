internal import IPC
internal import JSON

/// Marks of Anthropic's clients as cache points, which stand behind what they close.
enum BedrockCachePoint {
    /// Writes the point that a mark stands for; marks of other dialects stand for none.
    static func write(
        _ mark: OpaqueValue?, _ model: BedrockModel, into writer: inout JSONWriter
    ) {
        guard let mark, mark.dialect == .anthropic, model.takesCachePoints else { return }
        let lifetime = (try? JSONDocument(mark.json.bytes))?["ttl"]?.string
        writer.object { writer in
            writer.name("cachePoint")
            writer.object { writer in
                writer.member("type", "default")
                if lifetime == "1h", model.claude?.takesFormat == true {
                    writer.member("ttl", "1h")
                }
            }
        }
    }
}
