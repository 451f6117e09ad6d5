internal import JSON

/// Frames of a stream: each with the event's name and a number one higher than the last (facts: openai-responses, section 6).
struct ResponsesEventWriter {
    private var number = 0

    /// Begins an event; members follow, each with a comma before it.
    mutating func begin(_ type: StaticString, into output: inout [UInt8]) {
        output.add("event: ")
        output.add(type)
        output.add("\ndata: {\"type\":\"")
        output.add(type)
        output.add("\",\"sequence_number\":")
        output.add(number)
        number += 1
    }

    /// Ends an event.
    func end(into output: inout [UInt8]) { output.add("}\n\n") }
}

extension [UInt8] {
    /// Appends text that is known at compile time.
    mutating func add(_ text: StaticString) {
        text.withUTF8Buffer { append(contentsOf: $0) }
    }

    /// Appends a number's digits.
    mutating func add(_ number: Int) {
        if number >= 0, number < 10 {
            append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number))
        } else {
            append(contentsOf: String(number).utf8)
        }
    }

    /// Appends text as the inside of a JSON string.
    mutating func add(escaped text: String) {
        var writer = JSONWriter(appendingTo: taken())
        writer.appendToString(text)
        self = writer.take()
    }

    /// Appends a JSON string.
    mutating func add(quoted text: String) {
        append(UInt8(ascii: "\""))
        add(escaped: text)
        append(UInt8(ascii: "\""))
    }

    /// Appends what a writer writes.
    mutating func add(_ body: (inout JSONWriter) -> Void) {
        var writer = JSONWriter(appendingTo: taken())
        body(&writer)
        self = writer.take()
    }

    /// The only copy of the bytes; the array is empty afterwards.
    private mutating func taken() -> [UInt8] {
        var bytes: [UInt8] = []
        swap(&bytes, &self)
        return bytes
    }
}
