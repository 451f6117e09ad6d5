internal import NIOCore

/// Writes answers as OpenAI's Responses.
struct ResponsesWriter: AnswerWriter {
    let context: AnswerContext
    private let events: EventStream
    private var sequence = 0
    /// Text of the open item so far, as it stands inside a JSON string.
    private var text: [UInt8] = []
    /// The items that are complete.
    private(set) var items: [JSONText] = []

    /// Writes one answer.
    init(_ context: AnswerContext) {
        self.context = context
        events = context.events
    }

    /// Which item is open, or comes next.
    private var index: Int { items.count }

    func chunkCount(of part: Answer.Part) -> Int {
        switch part {
        case .reasoning(let text), .text(let text): text.count
        case .call(let call): call.tool.kind.isStreamed ? call.fragments.count : 0
        }
    }

    mutating func begin(to buffer: inout ByteBuffer) {
        let response = response(status: "in_progress", isFinal: false)
        write("response.created", #""response":\#(raw: response)"#, to: &buffer)
        write("response.in_progress", #""response":\#(raw: response)"#, to: &buffer)
    }

    mutating func open(_ part: Answer.Part, to buffer: inout ByteBuffer) {
        text = []
        let item = ResponsesItem(part, context: context, index: index)
        write(
            "response.output_item.added",
            #""output_index":\#(index),"item":\#(raw: item.opened)"#, to: &buffer)
        switch part {
        case .reasoning(let text) where text.count > 0:
            write(
                "response.reasoning_summary_part.added",
                #"\#(raw: place(item)),"summary_index":0,"part":{"type":"summary_text","text":""}"#,
                to: &buffer)
        case .text:
            write(
                "response.content_part.added",
                #"\#(raw: place(item)),"content_index":0,"part":\#(raw: item.textPart([]))"#,
                to: &buffer)
        case .reasoning, .call: break
        }
    }

    mutating func chunk(
        _ index: Int, of part: Answer.Part, now: UInt64, to buffer: inout ByteBuffer
    ) {
        let item = ResponsesItem(part, context: context, index: self.index)
        let place = place(item)
        let delta: [UInt8]
        switch part {
        case .reasoning(let text), .text(let text): delta = text.escaped(index, now: now)
        case .call(let call): delta = call.fragments[index]
        }
        text += delta
        switch part {
        case .reasoning:
            write(
                "response.reasoning_summary_text.delta",
                #"\#(raw: place),"summary_index":0,"delta":"\#(escaped: delta)""#, to: &buffer)
        case .text:
            write(
                "response.output_text.delta",
                #"\#(raw: place),"content_index":0,"delta":"\#(escaped: delta)","logprobs":[]"#,
                to: &buffer)
        case .call(let call):
            let name = call.isCustom ? "custom_tool_call_input" : "function_call_arguments"
            write(
                "response.\(name).delta", #"\#(raw: place),"delta":"\#(escaped: delta)""#,
                to: &buffer)
        }
    }

    mutating func close(_ part: Answer.Part, to buffer: inout ByteBuffer) {
        let item = ResponsesItem(part, context: context, index: index)
        writeDone(part, item, to: &buffer)
        let closed = item.closed(text)
        write(
            "response.output_item.done", #""output_index":\#(index),"item":\#(raw: closed)"#,
            to: &buffer)
        items.append(closed)
    }

    private mutating func writeDone(
        _ part: Answer.Part, _ item: ResponsesItem, to buffer: inout ByteBuffer
    ) {
        let place = place(item)
        switch part {
        case .reasoning(let said) where said.count > 0:
            write(
                "response.reasoning_summary_text.done",
                #"\#(raw: place),"summary_index":0,"text":"\#(escaped: text)""#, to: &buffer)
            let part: JSONText = #"{"type":"summary_text","text":"\#(escaped: text)"}"#
            write(
                "response.reasoning_summary_part.done",
                #"\#(raw: place),"summary_index":0,"part":\#(raw: part)"#, to: &buffer)
        case .text:
            write(
                "response.output_text.done",
                #"\#(raw: place),"content_index":0,"text":"\#(escaped: text)","logprobs":[]"#,
                to: &buffer)
            write(
                "response.content_part.done",
                #"\#(raw: place),"content_index":0,"part":\#(raw: item.textPart(text))"#,
                to: &buffer)
        case .call(let call) where call.tool.kind == .function:
            write(
                "response.function_call_arguments.done",
                #"\#(raw: place),"name":\#(call.tool.name),"arguments":"\#(escaped: text)""#,
                to: &buffer)
        case .call(let call) where call.isCustom:
            write(
                "response.custom_tool_call_input.done",
                #"\#(raw: place),"input":"\#(escaped: text)""#, to: &buffer)
        case .reasoning, .call: break
        }
    }

    mutating func finish(to buffer: inout ByteBuffer) {
        // A trigger at the end of the input asks for what `/responses/compact` gives.
        guard context.request.echoed["compaction"] != nil else { return }
        let item = CompactionWriter.item(context)
        for type in ["response.output_item.added", "response.output_item.done"] {
            write(type, #""output_index":\#(index),"item":\#(raw: item)"#, to: &buffer)
        }
        items.append(item)
    }

    mutating func terminate(to buffer: inout ByteBuffer) {
        let isIncomplete = incompleteReason != nil
        let status = isIncomplete ? "incomplete" : "completed"
        write(
            "response.\(status)",
            #""response":\#(raw: response(status: status, isFinal: true))"#, to: &buffer)
    }

    mutating func fail(to buffer: inout ByteBuffer) {
        let error = ProviderError.usual(for: 500)
        let body: JSONText = #"""
            {"type":\#(error.type),"code":"server_error","message":\#(error.message),"param":null}
            """#
        write("error", #""error":\#(raw: body)"#, to: &buffer)
        write(
            "response.failed",
            #""response":\#(raw: response(status: "failed", isFinal: false))"#, to: &buffer)
    }

    mutating func garbage(to buffer: inout ByteBuffer) {
        events.writeGarbage(named: "response.output_text.delta", to: &buffer)
    }

    mutating func comment(to buffer: inout ByteBuffer) {
        events.writeComment(to: &buffer)
    }

    func whole(now: UInt64) -> ByteBuffer {
        var writer = self
        var events = ByteBuffer()
        for part in context.answer.parts {
            writer.open(part, to: &events)
            for index in 0..<chunkCount(of: part) {
                events.clear()
                writer.chunk(index, of: part, now: now, to: &events)
            }
            writer.close(part, to: &events)
        }
        writer.finish(to: &events)
        let status = incompleteReason == nil ? "completed" : "incomplete"
        return writer.response(status: status, isFinal: true).buffer
    }

    func empty() -> ByteBuffer {
        response(status: "completed", isFinal: true).buffer
    }

    private func place(_ item: ResponsesItem) -> JSONText {
        #""item_id":\#(item.id),"output_index":\#(index)"#
    }

    private mutating func write(_ type: String, _ fields: JSONText, to buffer: inout ByteBuffer) {
        events.write(
            #"{"type":\#(type),"sequence_number":\#(sequence),\#(raw: fields)}"#, named: type,
            to: &buffer)
        sequence += 1
    }
}
