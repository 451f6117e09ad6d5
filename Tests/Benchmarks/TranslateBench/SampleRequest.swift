import Dialects
import IPC
import JSON

/// Requests of some sizes, as agents send them: a system text, tools, and turns with calls and results.
enum SampleRequest {
    /// A request of about `byteCount` bytes, in the dialect of a client; nil where it cannot be written.
    static func bytes(_ client: Dialect, _ byteCount: Int) -> [UInt8]? {
        guard let codec = Codecs.provider(client) else { return nil }
        let target = Target(requestID: "r", client: client, provider: client, model: "model-1")
        do throws(GatewayError) {
            let encoded = try codec.write(request(byteCount), target)
            var bytes: [UInt8] = []
            let none: [UInt8] = []
            encoded.body.append(to: &bytes, from: none.span.bytes)
            return bytes
        } catch {
            return nil
        }
    }

    private static func request(_ byteCount: Int) -> ModelRequest {
        var request = ModelRequest(model: "model-1")
        request.stream = true
        request.sampling.maxOutputTokens = 1024
        if byteCount > 1000 {
            request.system = [TextBlock("You are a careful assistant. " + line(0) + line(1))]
            request.tools = (0..<8).map(tool)
        }
        request.turns = [user(byteCount > 1000 ? content(0) : "Say hello to the world.")]
        var written = 3000
        var number = 1
        while written < byteCount {
            let turns = round(number)
            request.turns += turns
            written += 1900
            number += 1
        }
        return request
    }

    private static func round(_ number: Int) -> [Turn] {
        let id = "call_\(number)"
        let arguments = #"{"path":"Sources/Scheduler/Queue\#(number).swift","line":120,"limit":40}"#
        let call = ToolCall(id: id, name: "read_file_\(number % 8)", arguments: arguments)
        let result = ToolResult(callID: id, content: [.text(TextBlock(content(number)))])
        return [
            Turn(.assistant, [.text(TextBlock(line(number))), .toolCall(call)]),
            Turn(.user, [.toolResult(result)]),
            Turn(.assistant, [.text(TextBlock(content(number + 1)))]),
            user(line(number) + line(number + 1)),
        ]
    }

    private static func user(_ text: String) -> Turn { Turn(.user, [.text(TextBlock(text))]) }

    private static func tool(_ number: Int) -> Tool {
        Tool(
            name: "read_file_\(number)", description: "Reads part of a file. " + line(number),
            parameters: RawJSON(
                #"{"type":"object","properties":{"path":{"type":"string","description":"Where it is"},"line":{"type":"integer"},"limit":{"type":"integer"}},"required":["path","line","limit"],"additionalProperties":false}"#
            ))
    }

    private static func line(_ number: Int) -> String {
        "Turn \(number): explain how the scheduler decides which queue to drain first.\n"
    }

    private static func content(_ number: Int) -> String {
        let quote = "She said \"the second one\", then wrote:\n\tlet value = table[index]\n"
        let other = number % 8 == 0 ? "Größe, naïve façade — 你好，世界。\n" : ""
        return String(repeating: line(number), count: 6) + quote + other
    }
}
