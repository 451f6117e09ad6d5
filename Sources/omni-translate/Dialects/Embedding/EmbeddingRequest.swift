package import IPC
internal import JSON

/// A call that has one text turned into a vector.
package struct EmbeddingRequest: Sendable, Equatable {
    /// Path below the connection's base URL, with its query.
    package let path: String
    /// Of the dialect; credentials come from egress.
    package let headers: [Header]
    package let body: [UInt8]
}

extension EmbeddingRequest {
    /// The call for a text in UTF-8, in the words of a target; nil where its dialect has none.
    ///
    /// No provider is allowed to cut the text: what is said of a part is not true of the whole.
    package static func of(_ text: [UInt8], _ target: Target) -> EmbeddingRequest? {
        switch target.provider {
        case .openaiChat: openai(text, target, ChatProfiles.profile(of: target))
        case .openaiResponses: openai(text, target, ChatProfile())
        case .gemini: target.profile == "vertex" ? vertex(text, target) : gemini(text, target)
        case .ollama: ollama(text, target)
        case .cohere: cohere(text, target)
        case .none, .anthropic, .bedrock: nil
        }
    }

    private static let headers = [
        Header(name: "content-type", value: "application/json"),
        Header(name: "accept", value: "application/json"),
    ]

    private static func openai(
        _ text: [UInt8], _ target: Target, _ profile: ChatProfile
    ) -> EmbeddingRequest {
        var profile = profile
        profile.path = profile.path.replacing("/chat/completions", with: "/embeddings")
        if !profile.path.contains("/embeddings") { profile.path = "/embeddings" }
        let body = object { writer in
            writer.member("model", target.model)
            writer.name("input")
            writer.string(utf8: text)
            // Its models tell questions from what is searched, and refuse to guess.
            if target.profile == "nvidia" { writer.member("input_type", "query") }
        }
        return EmbeddingRequest(
            path: ChatTransport.path(target, profile),
            headers: ChatTransport.headers(profile, streams: false), body: body)
    }

    private static func gemini(_ text: [UInt8], _ target: Target) -> EmbeddingRequest {
        let body = object { writer in
            writer.name("content")
            writer.object { content in
                content.name("parts")
                content.array { parts in
                    parts.object { part in
                        part.name("text")
                        part.string(utf8: text)
                    }
                }
            }
            writer.member("taskType", "SEMANTIC_SIMILARITY")
        }
        return EmbeddingRequest(
            path: GeminiProfile.of(target).path(target, verb: "embedContent"), headers: headers,
            body: body)
    }

    private static func vertex(_ text: [UInt8], _ target: Target) -> EmbeddingRequest {
        let body = object { writer in
            writer.name("instances")
            writer.array { instances in
                instances.object { instance in
                    instance.name("content")
                    instance.string(utf8: text)
                    instance.member("task_type", "SEMANTIC_SIMILARITY")
                }
            }
            writer.name("parameters")
            writer.object { $0.member("autoTruncate", false) }
        }
        return EmbeddingRequest(
            path: GeminiProfile.of(target).path(target, verb: "predict"), headers: headers,
            body: body)
    }

    private static func ollama(_ text: [UInt8], _ target: Target) -> EmbeddingRequest {
        let body = object { writer in
            writer.member("model", target.model)
            writer.name("input")
            writer.string(utf8: text)
            writer.member("truncate", false)
        }
        return EmbeddingRequest(path: "/api/embed", headers: headers, body: body)
    }

    private static func cohere(_ text: [UInt8], _ target: Target) -> EmbeddingRequest {
        let body = object { writer in
            writer.member("model", target.model)
            writer.name("texts")
            writer.array { $0.string(utf8: text) }
            writer.member("input_type", "search_query")
            writer.name("embedding_types")
            writer.array { $0.string("float" as StaticString) }
            writer.member("truncate", "NONE")
        }
        return EmbeddingRequest(path: "/embed", headers: headers, body: body)
    }

    private static func object(_ write: (inout JSONWriter) -> Void) -> [UInt8] {
        var writer = JSONWriter()
        writer.object(write)
        return writer.take()
    }
}
