// Compares the JSON library with Foundation on the two documents that matter: a chunk of a stream
// and a large request. Prints the best of repeated runs; build it in release.
import Foundation
import JSON

/// What `JSONDecoder` makes of a chunk.
struct Chunk: Codable {
    /// One choice.
    struct Choice: Codable {
        /// The text that is new.
        struct Delta: Codable { var content: String? }
        var index: Int
        var delta: Delta
        var finish_reason: String?
    }
    var id: String
    var object: String
    var created: Int
    var model: String
    var choices: [Choice]
}

/// What `JSONDecoder` makes of a request.
struct Request: Codable {
    /// One message.
    struct Message: Codable {
        var role: String
        var content: String
    }
    var model: String
    var stream: Bool
    var messages: [Message]
}

/// A chunk of 223 bytes.
let chunk =
    Array(
        #"{"id":"chatcmpl-AAAAAAAAAAAAAAAAAAAAAAAA","object":"chat.completion.chunk","#.utf8)
    + Array(#""created":1714060421,"model":"gpt-4o-mini-2024-07-18","choices":[{"index":0,"#.utf8)
    + Array(#""delta":{"content":" the quick"},"logprobs":null,"finish_reason":null}]}"#.utf8)

/// A request of about 120 kB: a conversation with line breaks, quotes and some other scripts.
func makeRequest() -> [UInt8] {
    var writer = JSONWriter()
    writer.object { request in
        request.member("model", "gpt-4o-mini")
        request.member("stream", true)
        request.name("messages")
        request.array { messages in
            var turn = 0
            while messages.bytes.count < 120_000 {
                messages.object { message in
                    message.member("role", turn % 2 == 0 ? "user" : "assistant")
                    message.member("content", content(turn))
                }
                turn += 1
            }
        }
    }
    return writer.take()
}

func content(_ turn: Int) -> String {
    let line = "Turn \(turn): explain how the scheduler decides which queue to drain first.\n"
    let quote = "She said \"the second one\", then wrote:\n\tlet value = table[index]\n"
    let other = "Größe, naïve façade — 你好，世界。\n"
    return String(repeating: line, count: 6) + quote + (turn % 8 == 0 ? other : "")
}

/// Nanoseconds of one call: the best of 9 rounds.
func measure(_ count: Int, _ body: () -> Void) -> Double {
    var best = Double.infinity
    for _ in 0..<9 {
        let clock = ContinuousClock()
        let time = clock.measure { for _ in 0..<count { body() } }
        let nanoseconds =
            Double(time.components.seconds) * 1e9 + Double(time.components.attoseconds) / 1e9
        best = min(best, nanoseconds / Double(count))
    }
    return best
}

func report(_ name: String, _ byteCount: Int, _ nanoseconds: Double) {
    let padded = name.padding(toLength: 44, withPad: " ", startingAt: 0)
    let rate = Double(byteCount) / nanoseconds * 1000
    print("| \(padded) | \(String(format: "%12.0f | %8.0f", nanoseconds, rate)) |")
}

let request = makeRequest()
let pretty = try JSONSerialization.data(
    withJSONObject: JSONSerialization.jsonObject(with: Data(request)), options: .prettyPrinted)
let prettyBytes = Array(pretty)
let chunkData = Data(chunk)
let requestData = Data(request)
/// Keeps results alive, so that no measured call can be optimised away.
nonisolated(unsafe) var sink = 0

print("chunk \(chunk.count) bytes, request \(request.count) bytes, pretty \(pretty.count) bytes")
print("|                                              |   ns per op |     MB/s |")
print("|----------------------------------------------|-------------|----------|")

var tape = JSONTape()
report(
    "JSONTape chunk", chunk.count,
    measure(100_000) {
        do { try tape.parse(chunk) } catch { print(error) }
        sink &+= tape.nodeCount
    })
var text: [UInt8] = []
report(
    "JSONTape chunk + delta text + finish", chunk.count,
    measure(100_000) {
        let bytes = chunk.span.bytes
        do { try tape.parse(bytes) } catch { print(error) }
        guard let choices = tape.member("choices", of: tape.root, in: bytes),
            let choice = tape.element(0, of: choices),
            let delta = tape.member("delta", of: choice, in: bytes),
            let content = tape.member("content", of: delta, in: bytes),
            let finish = tape.member("finish_reason", of: choice, in: bytes)
        else { return }
        text.removeAll(keepingCapacity: true)
        tape.appendText(of: content, in: bytes, to: &text)
        sink &+= text.count &+ (tape.isNull(finish) ? 1 : 0)
    })
report(
    "JSONDocument chunk", chunk.count,
    measure(100_000) {
        if let document = try? JSONDocument(chunk) { sink &+= document.bytes.count }
    })
var writer = JSONWriter()
report(
    "JSONWriter chunk", chunk.count,
    measure(100_000) {
        writer.reset()
        writer.object { chunk in
            chunk.member("id", "chatcmpl-AAAAAAAAAAAAAAAAAAAAAAAA")
            chunk.member("object", "chat.completion.chunk")
            chunk.member("created", 1_714_060_421)
            chunk.member("model", "gpt-4o-mini-2024-07-18")
            chunk.name("choices")
            chunk.array { choices in
                choices.object { choice in
                    choice.member("index", 0)
                    choice.name("delta")
                    choice.object { $0.member("content", " the quick") }
                    choice.name("logprobs")
                    choice.null()
                    choice.name("finish_reason")
                    choice.null()
                }
            }
        }
        sink &+= writer.bytes.count
    })
report(
    "JSONSerialization chunk", chunk.count,
    measure(5_000) {
        if let value = try? JSONSerialization.jsonObject(with: chunkData) as? [String: Any] {
            sink &+= value.count
        }
    })
let decoder = JSONDecoder()
let encoder = JSONEncoder()
report(
    "JSONDecoder chunk", chunk.count,
    measure(5_000) {
        if let value = try? decoder.decode(Chunk.self, from: chunkData) { sink &+= value.created }
    })
let decoded = try decoder.decode(Chunk.self, from: chunkData)
report(
    "JSONEncoder chunk", chunk.count,
    measure(5_000) {
        if let value = try? encoder.encode(decoded) { sink &+= value.count }
    })
report(
    "JSONTape request", request.count,
    measure(500) {
        do { try tape.parse(request) } catch { print(error) }
        sink &+= tape.nodeCount
    })
report(
    "JSONTape request, pretty", prettyBytes.count,
    measure(500) {
        do { try tape.parse(prettyBytes) } catch { print(error) }
        sink &+= tape.nodeCount
    })
report(
    "JSONTape request + set model, segments", request.count,
    measure(500) {
        let bytes = request.span.bytes
        do { try tape.parse(bytes) } catch { print(error) }
        var splice = JSONSplice()
        splice.setMember("model", to: Array("\"m\"".utf8), of: tape.root, on: tape, in: bytes)
        sink &+= splice.segments(of: request.count).byteCount
    })
report(
    "JSONSerialization request", request.count,
    measure(20) {
        if let value = try? JSONSerialization.jsonObject(with: requestData) as? [String: Any] {
            sink &+= value.count
        }
    })
report(
    "JSONDecoder request", request.count,
    measure(20) {
        if let value = try? decoder.decode(Request.self, from: requestData) {
            sink &+= value.messages.count
        }
    })
