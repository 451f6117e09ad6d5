internal import IPC
internal import JSON

/// Items as JSON (facts: openai-responses, sections 3 and 8).
extension ResponsesAnswerEncoder {
    /// Writes an item; while it is in progress it has no content yet.
    func write(_ item: ResponsesOutput, status: StaticString, into output: inout [UInt8]) {
        output.add("{\"id\":")
        output.add(quoted: item.id)
        switch item.kind {
        case .message: writeMessage(item, status, into: &output)
        case .reasoning: writeReasoning(item, into: &output)
        case .call(let call): writeCall(item, call, status, into: &output)
        }
        output.add("}")
    }

    private func writeMessage(
        _ item: ResponsesOutput, _ status: StaticString, into output: inout [UInt8]
    ) {
        output.add(",\"type\":\"message\",\"status\":\"")
        output.add(status)
        output.add("\",\"role\":\"assistant\"")
        if let phase = ResponsesPhase.of(item.proof) {
            output.add(",\"phase\":")
            output.add(quoted: phase)
        }
        output.add(",\"content\":[")
        output += item.parts
        output.add("]")
    }

    private func writeReasoning(_ item: ResponsesOutput, into output: inout [UInt8]) {
        output.add(",\"type\":\"reasoning\",\"summary\":[")
        if !item.text.isEmpty {
            output.add("{\"type\":\"summary_text\",\"text\":\"")
            output += item.text
            output.add("\"}")
        }
        output.add("]")
        guard let proof = item.proof, !proof.value.isEmpty else { return }
        output.add(",\"encrypted_content\":")
        output.add(
            quoted: context.target.provider == .openaiResponses
                ? proof.value : ProofEnvelope.wrap(proof, isRedacted: item.isRedacted))
    }

    private func writeCall(
        _ item: ResponsesOutput, _ call: ToolCallStart, _ status: StaticString,
        into output: inout [UInt8]
    ) {
        let isFunction = call.kind == .function
        output.add(
            isFunction ? ",\"type\":\"function_call\"" : ",\"type\":\"custom_tool_call\"")
        output.add(",\"status\":\"")
        output.add(status)
        output.add("\",\"call_id\":")
        output.add(quoted: CallIDs.legal(call.id, .length(ResponsesIDs.longest)))
        output.add(",\"name\":")
        output.add(quoted: call.name)
        if let namespace = call.namespace {
            output.add(",\"namespace\":")
            output.add(quoted: namespace)
        }
        output.add(isFunction ? ",\"arguments\":\"" : ",\"input\":\"")
        output += item.text
        output.add("\"")
    }

    /// The item of a call to a tool of this dialect's own; nil when its arguments are no object.
    func localItem(
        _ index: Int, _ call: ToolCallStart, _ tool: ResponsesLocalTool
    ) -> [UInt8]? {
        if let builtin = call.builtin, builtin.dialect == .openaiResponses {
            return builtin.json.bytes
        }
        var quoted: [UInt8] = [UInt8(ascii: "\"")]
        quoted += items[index].text
        quoted.append(UInt8(ascii: "\""))
        guard let text = try? JSONDocument(quoted).root.string,  // we escaped it
            let arguments = try? JSONDocument(Array(text.utf8)),  // the model's word
            arguments.root.kind == .object
        else { return nil }
        var writer = JSONWriter()
        writer.object { writer in
            writer.member(
                "id",
                InventedIDs.id(tool.idPrefix, context.target, "item \(output.count)"))
            writer.member("type", tool.callType)
            writer.member("call_id", CallIDs.legal(call.id, .length(ResponsesIDs.longest)))
            writer.member("status", "completed")
            writer.name(tool.member)
            writeArguments(arguments.root, tool, into: &writer)
        }
        return writer.take()
    }

    private func writeArguments(
        _ arguments: JSONValue, _ tool: ResponsesLocalTool, into writer: inout JSONWriter
    ) {
        let isExec = tool.name == "local_shell"
        writer.object { writer in
            if isExec { writer.member("type", "exec") }
            for (name, value) in arguments.members ?? [] {
                if isExec, name == "type" || name == "env" && value.kind != .object { continue }
                writer.name(text: name)
                writer.raw(value.rawBytes)
            }
            // Clients demand the environment, even when nothing is set.
            if isExec, arguments["env"]?.kind != .object {
                writer.name("env")
                writer.object { _ in }
            }
        }
    }

    /// A picture as the tool that draws them would give it.
    mutating func image(_ media: Media, into output: inout [UInt8]) {
        guard media.kind == .image, case .base64(let data) = media.source else { return }
        let id = InventedIDs.id("ig_", context.target, "item \(self.output.count)")
        var json: [UInt8] = []
        json.add { writer in
            writer.object { writer in
                writer.member("id", id)
                writer.member("type", "image_generation_call")
                writer.member("status", "completed")
                writer.member("result", data)
            }
        }
        instant(json, into: &output)
    }
}
