internal import JSON

/// Walks the contents of a Gemini request by the rules that hold between them.
struct GeminiTurns {
    typealias Node = JSONReader.Node

    /// A call that wants its response.
    private struct Call {
        var id: String?
        var name: String
    }

    private let request: GeminiReader
    /// Whether the first call of each turn must come with its signature.
    private let isStrict: Bool
    private var open: [Call] = []
    private var hasUserTurn = false

    /// Contents of a request whose shape has been checked.
    init(_ request: GeminiReader, isStrict: Bool) {
        self.request = request
        self.isStrict = isStrict
    }

    /// Checks all contents.
    ///
    /// - Parameters:
    ///   - node: What holds them.
    ///   - conversation: Learns what is said.
    /// - Throws: The first rule that is broken.
    consuming func read(
        _ node: Node, into conversation: inout Conversation
    ) throws(ProviderError) {
        let contents = request.elements("contents", of: node)
        guard !contents.isEmpty else {
            throw .invalid("* GenerateContentRequest.contents: contents is not specified\n")
        }
        let start = currentLoopStart(contents)
        for (index, content) in contents.enumerated() {
            let parts = request.elements("parts", of: content)
            let path = "contents[\(index)]"
            guard !parts.isEmpty else {
                throw .invalid(
                    "* GenerateContentRequest.\(path).parts: contents.parts must not be empty.\n")
            }
            try check(parts, at: path)
            switch request.string("role", of: content) ?? "user" {
            case "user", "function", "tool":
                try readUser(parts, at: path, &conversation)
            case "model":
                try readModel(parts, at: path, isCurrent: index > start, &conversation)
            default: throw .invalid("Please use a valid role: user, model.")
            }
        }
        guard open.isEmpty else { throw Self.wrongCount }
    }

    /// Where the last real turn of the user stands; all behind it is the current loop of calls.
    private func currentLoopStart(_ contents: [Node]) -> Int {
        contents.lastIndex { content in
            request.string("role", of: content) != "model"
                && request.elements("parts", of: content)
                    .contains { request.member("functionResponse", of: $0) == nil }
        } ?? -1
    }

    private func check(_ parts: [Node], at path: String) throws(ProviderError) {
        for (index, part) in parts.enumerated() {
            // The newer line takes an empty text, as its recordings show.
            guard !isStrict, let text = request.member("text", of: part),
                request.text(text).isEmpty,
                request.member("thoughtSignature", of: part) == nil
            else { continue }
            throw .invalid(
                "* GenerateContentRequest.\(path).parts[\(index)].data: required oneof field "
                    + "'data' must have one initialized field\n")
        }
    }

    private mutating func readModel(
        _ parts: [Node], at path: String, isCurrent: Bool, _ conversation: inout Conversation
    ) throws(ProviderError) {
        guard open.isEmpty else { throw Self.wrongCount }
        conversation.count(request.joinedText(parts: parts).scalarCount)
        var calls: [Call] = []
        for (index, part) in parts.enumerated() {
            let place = "\(path).parts[\(index)]"
            guard request.member("functionResponse", of: part) == nil else {
                throw Self.misplacedResponse
            }
            let signature = request.string("thoughtSignature", of: part)
            if let signature { try check(signature, at: place) }
            guard let call = request.member("functionCall", of: part) else { continue }
            let name = request.string("name", of: call) ?? ""
            if calls.isEmpty, isStrict, isCurrent, signature == nil {
                throw .invalid(
                    "Function call is missing a thought_signature in functionCall parts. This is "
                        + "required for tools to work correctly, and missing thought_signature may "
                        + "lead to degraded model performance. Additional data, function call "
                        + "`default_api:\(name)` , position \(index + 1).")
            }
            if request.path.isVertex, request.member("id", of: call) != nil {
                throw Self.unknownId(at: "\(place).function_call")
            }
            calls.append(Call(id: request.string("id", of: call), name: name))
        }
        if !calls.isEmpty, !hasUserTurn {
            throw .invalid(
                "Please ensure that function call turn comes immediately after a user turn or "
                    + "after a function response turn.")
        }
        guard hasUserTurn else {
            throw .invalid("Please ensure that multiturn requests start with a user turn.")
        }
        open = calls
        conversation.model(calls: calls.count)
    }

    private func check(_ signature: String, at path: String) throws(ProviderError) {
        guard
            Proof.geminiSentinels.contains(signature) || Proof.isIssued(signature, .gemini)
        else { throw .invalid("\(path).thought_signature: Thought signature is not valid") }
    }

    private mutating func readUser(
        _ parts: [Node], at path: String, _ conversation: inout Conversation
    ) throws(ProviderError) {
        var result: [UInt8]?
        var count = 0
        for (index, part) in parts.enumerated() {
            let place = "\(path).parts[\(index)]"
            guard request.member("thoughtSignature", of: part) == nil,
                request.member("functionCall", of: part) == nil
            else {
                throw .invalid("\(place): user turns have neither calls nor thought signatures.")
            }
            guard let response = request.member("functionResponse", of: part) else { continue }
            try answer(response, at: "\(place).function_response")
            count += 1
            result = GeminiResult(request).text(of: response)
        }
        guard open.isEmpty else { throw Self.wrongCount }
        hasUserTurn = true
        let said = request.joinedText(parts: parts)
        conversation.count(said.scalarCount + (result ?? []).scalarCount)
        if let result {
            conversation.result(result)
        } else {
            conversation.user(said)
        }
    }

    private mutating func answer(_ response: Node, at path: String) throws(ProviderError) {
        let id = request.string("id", of: response)
        let name = request.string("name", of: response) ?? ""
        if request.path.isVertex, id != nil { throw Self.unknownId(at: path) }
        guard !open.isEmpty else { throw Self.misplacedResponse }
        let index = open.firstIndex { id != nil && $0.id != nil ? $0.id == id : $0.name == name }
        guard let index, open[index].name == name else {
            throw .invalid("\(path): the response of '\(name)' answers no function call.")
        }
        open.remove(at: index)
    }

    private static let wrongCount = ProviderError.invalid(
        "Please ensure that the number of function response parts is equal to the number of "
            + "function call parts of the function call turn.")

    private static let misplacedResponse = ProviderError.invalid(
        "Please ensure that function response turn comes immediately after a function call turn.")

    private static func unknownId(at path: String) -> ProviderError {
        .invalid(
            "Invalid JSON payload received. Unknown name \"id\" at '\(path)': Cannot find field.")
    }
}
