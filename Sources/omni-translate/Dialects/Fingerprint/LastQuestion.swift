package import IPC
internal import JSON

/// The text with which a request ends: what a person asks last.
///
/// Only where the last message is the user's and holds nothing but text. Of several texts it is the last one; clients put
/// context before it.
package struct LastQuestion {
    /// Bytes of a question; a longer one is compared word for word only, as cutting it could cut what matters.
    package static let mostBytes = 8 << 10

    let node: JSONTape.Node
    /// In UTF-8.
    package let text: [UInt8]

    /// The last question of a request in a client's dialect; nil where there is none.
    package static func find(_ source: RequestSource, _ dialect: Dialect) -> LastQuestion? {
        let reading = Reading(tape: source.tape, bytes: source.bytes)
        guard let node = reading.question(dialect, source.endpoint) else { return nil }
        let tape = source.tape
        guard tape.kind(node) == .string, !tape.hasLoneSurrogates(node),
            tape.contentRange(node).count <= mostBytes
        else { return nil }
        var text: [UInt8] = []
        tape.appendText(of: node, in: source.bytes.span.bytes, to: &text)
        guard text.contains(where: { $0 > 0x20 }) else { return nil }
        return LastQuestion(node: node, text: text)
    }

    /// The numbers that stand in it, in their order, each with its sign; letters of any script that are numbers count.
    var numbers: [String] {
        var numbers: [String] = []
        var number = ""
        var previous: Unicode.Scalar = " "
        for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
            if Self.isNumeric(scalar) {
                if number.isEmpty, previous == "-" || previous == "\u{2212}" { number = "-" }
                number.unicodeScalars.append(scalar)
            } else if !number.isEmpty {
                numbers.append(number)
                number = ""
            }
            previous = scalar
        }
        return number.isEmpty ? numbers : numbers + [number]
    }

    private static func isNumeric(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII ? "0"..."9" ~= scalar : scalar.properties.numericType != nil
    }
}

extension LastQuestion {
    /// Looks for the node in one request.
    private struct Reading {
        let tape: JSONTape
        let bytes: [UInt8]

        func question(_ dialect: Dialect, _ endpoint: Endpoint) -> JSONTape.Node? {
            switch (dialect, endpoint) {
            case (.openaiChat, .completion), (.ollama, .generate):
                return hasImages(tape.root) ? nil : member("prompt", of: tape.root)
            case (.openaiChat, _), (.anthropic, _):
                return last("messages", of: tape.root).flatMap { asked($0, "content", ["text"]) }
            case (.ollama, _):
                return last("messages", of: tape.root).flatMap {
                    hasImages($0) ? nil : asked($0, "content", ["text"])
                }
            case (.openaiResponses, _):
                guard let input = member("input", of: tape.root) else { return nil }
                if tape.kind(input) == .string { return input }
                return last(input).flatMap { item in
                    let type = text(member("type", of: item))
                    return type == nil || type == "message"
                        ? asked(item, "content", ["input_text"]) : nil
                }
            case (.gemini, _):
                return last("contents", of: tape.root).flatMap(askedOfGemini)
            case (.none, _), (.cohere, _), (.bedrock, _): return nil
            }
        }

        /// The text of a user's message: a text by itself, or the last of parts that are texts.
        private func asked(
            _ message: JSONTape.Node, _ name: StaticString, _ types: [String]
        ) -> JSONTape.Node? {
            guard text(member("role", of: message)) == "user",
                let content = member(name, of: message)
            else { return nil }
            if tape.kind(content) == .string { return content }
            return lastText(content) { part in
                text(member("type", of: part)).map { types.contains($0) } ?? false
            }
        }

        /// A part is whatever it has a member for; a role may be missing.
        private func askedOfGemini(_ content: JSONTape.Node) -> JSONTape.Node? {
            let role = text(member("role", of: content))
            guard role == nil || role == "user", let parts = member("parts", of: content) else {
                return nil
            }
            return lastText(parts) { _ in true }
        }

        private func lastText(
            _ parts: JSONTape.Node, _ isText: (JSONTape.Node) -> Bool
        ) -> JSONTape.Node? {
            guard tape.kind(parts) == .array else { return nil }
            var found: JSONTape.Node?
            var cursor = tape.elements(of: parts)
            while let part = tape.nextElement(&cursor) {
                guard isText(part), let text = member("text", of: part),
                    tape.kind(text) == .string
                else { return nil }
                found = text
            }
            return found
        }

        private func hasImages(_ message: JSONTape.Node) -> Bool {
            member("images", of: message).map { tape.kind($0) != .array || tape.count($0) > 0 }
                ?? false
        }

        private func last(_ name: StaticString, of node: JSONTape.Node) -> JSONTape.Node? {
            member(name, of: node).flatMap(last)
        }

        private func last(_ list: JSONTape.Node) -> JSONTape.Node? {
            guard tape.kind(list) == .array, tape.count(list) > 0 else { return nil }
            var last: JSONTape.Node?
            var cursor = tape.elements(of: list)
            while let element = tape.nextElement(&cursor) { last = element }
            return last
        }

        /// A member that is not null.
        private func member(_ name: StaticString, of node: JSONTape.Node) -> JSONTape.Node? {
            guard tape.kind(node) == .object,
                let value = tape.member(name, of: node, in: bytes.span.bytes),
                !tape.isNull(value)
            else { return nil }
            return value
        }

        private func text(_ node: JSONTape.Node?) -> String? {
            node.flatMap { tape.string($0, in: bytes.span.bytes) }
        }
    }
}
