internal import IPC
internal import JSON

/// What route must know of a request, read without building anything of it.
enum ResponsesFacts {
    /// Reads the facts; refuses what no provider could serve.
    static func read(_ source: RequestSource) throws(GatewayError) -> RequestFacts {
        var scan = Scan(source)
        var facts = try scan.run()
        facts.sessionMark = SessionMark.of(source, sessionPaths)
        return facts
    }

    private static let sessionPaths: [SessionMark.Path] = [
        ("prompt_cache_key", nil), ("metadata", "user_id"), ("safety_identifier", nil),
        ("user", nil),
    ]

    /// Fields that the gateway reads or changes may stand once only.
    private static let single: [StaticString] = [
        "model", "input", "instructions", "stream", "tools", "text", "store",
        "previous_response_id", "background", "conversation", "max_output_tokens",
    ]

    private struct Scan {
        private let tape: JSONTape
        private let bytes: [UInt8]
        private let pathModel: String
        private let isCompact: Bool
        private var seen: UInt32 = 0
        private var facts = RequestFacts(model: "")
        private var isInputEmpty = false

        init(_ source: RequestSource) {
            tape = source.tape
            bytes = source.bytes
            pathModel = source.pathModel
            isCompact = source.endpoint == .compact || source.endpoint == .countTokens
        }

        mutating func run() throws(GatewayError) -> RequestFacts {
            facts.model = pathModel
            facts.estimatedInputTokens = TokenEstimate.input(tape, bytes.span.bytes)
            var cursor = tape.members(of: tape.root)
            var hasInput = false
            var canDoWithoutInput = false
            while let member = tape.nextMember(&cursor) {
                guard let index = field(member.name) else {
                    if tape.equals(member.name, "prompt", in: bytes.span.bytes) {
                        canDoWithoutInput = !tape.isNull(member.value)
                    }
                    continue
                }
                let name = ResponsesFacts.single[index].description
                guard seen & (1 << UInt32(index)) == 0 else {
                    throw OpenAIErrors.duplicate(name)
                }
                seen |= 1 << UInt32(index)
                if name == "input" { hasInput = !tape.isNull(member.value) }
                if name == "previous_response_id" { canDoWithoutInput = !tape.isNull(member.value) }
                try read(name, member.value)
            }
            guard !facts.model.isEmpty else { throw ResponsesErrors.missing("model") }
            guard !canDoWithoutInput else { return facts }
            guard hasInput else { throw ResponsesErrors.missing("input") }
            guard !isInputEmpty else {
                throw .badRequest(
                    "Invalid 'input': empty array. Expected at least one item.",
                    code: "empty_array", param: "input")
            }
            return facts
        }

        private func field(_ name: JSONTape.Node) -> Int? {
            let bytes = self.bytes
            let span = bytes.span.bytes
            return ResponsesFacts.single.firstIndex { tape.equals(name, $0, in: span) }
        }

        private mutating func read(_ name: String, _ value: JSONTape.Node) throws(GatewayError) {
            if tape.isNull(value) { return }
            switch name {
            case "model": try readModel(value)
            case "input": try readInput(value)
            case "stream": facts.stream = try flag(value, name) && !isCompact
            case "store": _ = try flag(value, name)  // only its type is of interest here
            case "background":
                if try flag(value, name) {
                    throw OpenAIErrors.unsupported(
                        name, "Answers in the background are not kept.")
                }
            case "conversation":
                throw OpenAIErrors.unsupported(name, "Conversations are not kept here.")
            case "tools":
                guard tape.kind(value) == .array else { throw wrongType(name, "an array", value) }
                if tape.count(value) > 0 { facts.tools = true }
            case "text": readText(value)
            case "max_output_tokens":
                facts.maxOutputTokens =
                    tape.int(value, in: bytes.span.bytes).map { UInt64(max(0, $0)) } ?? 0
            default: break
            }
        }

        private mutating func readModel(_ value: JSONTape.Node) throws(GatewayError) {
            guard let text = tape.string(value, in: bytes.span.bytes) else {
                throw wrongType("model", "a string", value)
            }
            guard !text.isEmpty, text.utf8.count <= 512, !tape.hasLoneSurrogates(value) else {
                throw .badRequest("'model' must name a model.", param: "model")
            }
            if facts.model.isEmpty { facts.model = text }
        }

        private func flag(_ value: JSONTape.Node, _ name: String) throws(GatewayError) -> Bool {
            guard let flag = tape.bool(value) else { throw wrongType(name, "a boolean", value) }
            return flag
        }

        private func wrongType(
            _ name: String, _ expected: String, _ node: JSONTape.Node
        ) -> GatewayError {
            ResponsesErrors.wrongType(name, expected, tape.kind(node))
        }

        private mutating func readText(_ value: JSONTape.Node) {
            let bytes = self.bytes
            let span = bytes.span.bytes
            guard let format = tape.member("format", of: value, in: span),
                let type = tape.member("type", of: format, in: span)
            else { return }
            facts.jsonSchema = tape.equals(type, "json_schema", in: span)
        }

        private mutating func readInput(_ value: JSONTape.Node) throws(GatewayError) {
            switch tape.kind(value) {
            case .string: return
            case .array: break
            case .null, .true, .false, .number, .object:
                throw wrongType("input", "a string or an array", value)
            }
            isInputEmpty = tape.count(value) == 0
            var cursor = tape.elements(of: value)
            var index = 0
            while let item = tape.nextElement(&cursor) {
                guard tape.kind(item) == .object else {
                    throw wrongType("input[\(index)]", "an object", item)
                }
                readItem(item)
                index += 1
            }
        }

        private mutating func readItem(_ item: JSONTape.Node) {
            let bytes = self.bytes
            let span = bytes.span.bytes
            var members = tape.members(of: item)
            while let member = tape.nextMember(&members) {
                if tape.kind(member.value) == .array {
                    // `content` of a message, `output` of a tool.
                    noteMedia(member.value)
                } else if tape.equals(member.name, "type", in: span),
                    tape.equals(member.value, "additional_tools", in: span)
                {
                    facts.tools = true
                }
            }
        }

        private mutating func noteMedia(_ parts: JSONTape.Node) {
            let bytes = self.bytes
            let span = bytes.span.bytes
            var cursor = tape.elements(of: parts)
            while let part = tape.nextElement(&cursor) {
                guard let type = tape.member("type", of: part, in: span) else { continue }
                if tape.equals(type, "input_image", in: span) {
                    facts.vision = true
                } else if tape.equals(type, "input_file", in: span) {
                    facts.documents = true
                } else if tape.equals(type, "input_audio", in: span) {
                    facts.audio = true
                }
            }
        }
    }
}
