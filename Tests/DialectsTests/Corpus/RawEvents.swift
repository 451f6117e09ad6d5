import Foundation
import IPC

/// The JSON objects of a recorded answer, taken apart by hand: nothing of the code under test is asked.
enum RawEvents {
    /// All objects that an answer consists of, in order; a plain one is one.
    static func of(_ exchange: Recording) -> [[String: Any]] {
        guard let bytes = exchange.bytes else { return [] }
        if !exchange.streams { return objects(Data(bytes)) }
        if exchange.dialect == .bedrock { return messages(Data(bytes)) }
        let text = String(decoding: bytes, as: UTF8.self)
        // A stream of gemini may be one array.
        if text.first == "[" { return objects(Data(bytes)) }
        let lines = text.split(whereSeparator: \.isNewline)
        return lines.flatMap { line -> [[String: Any]] in
            let data = line.hasPrefix("data:") ? line.dropFirst(5) : line
            guard data.contains("{") else { return [] }
            return objects(Data(data.utf8))
        }
    }

    private static func objects(_ data: Data) -> [[String: Any]] {
        let value = try? JSONSerialization.jsonObject(with: data)
        return value as? [[String: Any]] ?? (value as? [String: Any]).map { [$0] } ?? []
    }

    /// Messages of application/vnd.amazon.eventstream: lengths, headers, payload, checksum.
    private static func messages(_ data: Data) -> [[String: Any]] {
        var found: [[String: Any]] = []
        var rest = data[...]
        func length(at offset: Int) -> Int {
            rest.dropFirst(offset).prefix(4).reduce(0) { $0 << 8 | Int($1) }
        }
        while rest.count >= 16 {
            let (all, headers) = (length(at: 0), length(at: 4))
            guard all >= 16 + headers, all <= rest.count else { return found }
            found += objects(Data(rest.dropFirst(12 + headers).prefix(all - headers - 16)))
            rest = rest.dropFirst(all)
        }
        return found
    }
}
