internal import JSON
internal import NIOCore

/// Holds a request body against the rules of the dialect, and takes from it what an answer needs.
struct ChatValidator {
    typealias Node = JSONReader.Node

    let reader: JSONReader
    /// The body's value, known to be an object once `validate` is past its first line.
    let root: Node
    /// The model, where the path names it and the body need not.
    let deployment: String?

    /// Parses and checks a body.
    ///
    /// - Parameters:
    ///   - body: The bytes of the request.
    ///   - reader: Does the parsing; holds the document until it is cleared.
    ///   - deployment: The model, where the path names it.
    /// - Returns: What an answer needs of it.
    /// - Throws: The first rule that is broken, as the dialect's servers word it.
    static func validate(
        _ body: ByteBuffer, with reader: JSONReader, deployment: String? = nil
    ) throws(ProviderError) -> PromptRequest {
        do {
            try reader.parse(body)
        } catch {
            throw .invalid(reader.describe(error))
        }
        return try ChatValidator(reader: reader, root: reader.root, deployment: deployment)
            .validate()
    }

    private func validate() throws(ProviderError) -> PromptRequest {
        guard reader.kind(root) == .object else {
            throw .invalid("The body of the request is not a JSON object.")
        }
        let model = try readModel()
        try checkFields(refusingUnknown: model.base.hasPrefix("strict"))
        try checkCombinations()
        var request = PromptRequest(model: model)
        request.isStreaming = flag("stream", of: root)
        if let options = reader.member("stream_options", of: root) {
            try checkStreamOptions(options, isStreaming: request.isStreaming)
            request.includesUsage = flag("include_usage", of: options)
        }
        let limit =
            reader.member("max_completion_tokens", of: root)
            ?? reader.member("max_tokens", of: root)
        request.maximumTokens = limit.flatMap { reader.int($0) }.map { Int($0) }
        request.choiceCount =
            reader.member("n", of: root).flatMap { reader.int($0) }.map { Int($0) } ?? 1
        try readMessages(into: &request)
        try readTools(into: &request)
        try readFormat(into: &request)
        return request
    }

    private func readModel() throws(ProviderError) -> ModelName {
        let node = reader.member("model", of: root)
        guard let name = deployment ?? node.flatMap({ reader.string($0) }) else {
            guard let node else { throw .missing("model") }
            throw .wrongType("model", expected: "a string", got: reader.kind(node).noun)
        }
        guard !name.isEmpty else { throw .missing("model") }
        do {
            return try ModelName(name)
        } catch {
            throw .misunderstood(error)
        }
    }

    /// Whether a member is `true`; its type has been checked.
    func flag(_ name: StaticString, of node: Node) -> Bool {
        reader.member(name, of: node).flatMap { reader.bool($0) } ?? false
    }

    private func checkFields(refusingUnknown: Bool) throws(ProviderError) {
        var members = reader.members(of: root)
        while let member = reader.nextMember(&members) {
            let name = reader.string(member.name) ?? ""
            if let rule = FieldRule.fields[name] {
                try rule.check(member.value, at: name, in: reader)
            } else if refusingUnknown {
                throw .invalid("Unknown parameter: '\(name)'.", name, code: "unknown_parameter")
            }
        }
    }

    private func checkCombinations() throws(ProviderError) {
        if reader.member("max_tokens", of: root) != nil,
            reader.member("max_completion_tokens", of: root) != nil
        {
            throw .invalid(
                "'max_tokens' and 'max_completion_tokens' cannot both be set.", "max_tokens",
                code: "invalid_parameter_combination")
        }
        if reader.member("top_logprobs", of: root) != nil, !flag("logprobs", of: root) {
            throw .invalid("'top_logprobs' needs 'logprobs' to be true.", "top_logprobs")
        }
        if let stop = reader.member("stop", of: root) { try checkStop(stop) }
        if let bias = reader.member("logit_bias", of: root) {
            var members = reader.members(of: bias)
            while let member = reader.nextMember(&members) {
                let path = "logit_bias.\(reader.string(member.name) ?? "")"
                try FieldRule.number(-100...100).check(member.value, at: path, in: reader)
            }
        }
        if let metadata = reader.member("metadata", of: root) {
            guard reader.count(metadata) <= 16 else {
                throw .invalid("Invalid 'metadata': more than 16 pairs.", "metadata")
            }
            var members = reader.members(of: metadata)
            while let member = reader.nextMember(&members) {
                let path = "metadata.\(reader.string(member.name) ?? "")"
                guard reader.kind(member.value) == .string else {
                    throw .wrongType(
                        path, expected: "a string", got: reader.kind(member.value).noun)
                }
                try FieldRule.string(maximumBytes: 512).check(member.value, at: path, in: reader)
            }
        }
    }

    private func checkStop(_ stop: Node) throws(ProviderError) {
        if reader.kind(stop) == .string { return }
        guard reader.kind(stop) == .array else {
            throw .wrongType(
                "stop", expected: "a string or an array of strings", got: reader.kind(stop).noun)
        }
        try FieldRule.array(maximumCount: 4).check(stop, at: "stop", in: reader)
        var elements = reader.elements(of: stop)
        while let element = reader.nextElement(&elements) {
            guard reader.kind(element) == .string else {
                throw .wrongType(
                    "stop", expected: "an array of strings", got: reader.kind(element).noun)
            }
        }
    }

    private func checkStreamOptions(
        _ options: Node, isStreaming: Bool
    ) throws(ProviderError) {
        guard isStreaming else {
            throw .invalid(
                "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
                "stream_options")
        }
        for name in ["include_usage", "include_obfuscation"] {
            guard let value = reader.member(named: name, of: options) else { continue }
            try FieldRule.bool.check(value, at: "stream_options.\(name)", in: reader)
        }
    }
}
