internal import JSON

extension ChatValidator {
    /// Checks the content of a message.
    ///
    /// - Returns: How many Unicode scalars of text it holds.
    func readContent(
        _ content: Node, _ role: String, _ path: String
    ) throws(ProviderError) -> Int {
        switch reader.kind(content) {
        case .string: return reader.scalarCount(content)
        case .array where role != "function": break
        case .array, .object, .number, .true, .false, .null:
            throw .wrongType(
                path, expected: role == "function" ? "a string" : "a string or an array of parts",
                got: reader.kind(content).noun)
        }
        guard reader.count(content) > 0 else {
            throw .invalid(
                "Invalid '\(path)': empty array. Expected at least one part.", path,
                code: "empty_array")
        }
        var characters = 0
        var index = 0
        var parts = reader.elements(of: content)
        while let part = reader.nextElement(&parts) {
            characters += try checkPart(part, role, "\(path)[\(index)]")
            index += 1
        }
        return characters
    }

    private func checkPart(
        _ part: Node, _ role: String, _ path: String
    ) throws(ProviderError) -> Int {
        guard reader.kind(part) == .object else {
            throw .wrongType(path, expected: "an object", got: reader.kind(part).noun)
        }
        let type = try requiredString("type", of: part, path)
        switch (type, role) {
        case ("text", _):
            guard let text = reader.member("text", of: part) else { throw .missing("\(path).text") }
            guard reader.kind(text) == .string else {
                throw .wrongType("\(path).text", expected: "a string", got: reader.kind(text).noun)
            }
            return reader.scalarCount(text)
        case ("refusal", "assistant"):
            return try requiredString("refusal", of: part, path).unicodeScalars.count
        case ("image_url", "user"):
            let image = try requiredObject("image_url", of: part, path)
            let url = try requiredString("url", of: image, "\(path).image_url")
            guard url.hasPrefix("http://") || url.hasPrefix("https://") || url.hasPrefix("data:")
            else {
                throw .invalid(
                    "Invalid '\(path).image_url.url': expected an http(s) or data URL.",
                    "\(path).image_url.url", code: "invalid_image_url")
            }
        case ("input_audio", "user"):
            let audio = try requiredObject("input_audio", of: part, path)
            _ = try requiredString("data", of: audio, "\(path).input_audio")
            let format = try requiredString("format", of: audio, "\(path).input_audio")
            guard format == "wav" || format == "mp3" else {
                throw .wrongValue("\(path).input_audio.format", format, "'wav' and 'mp3'")
            }
        case ("file", "user"):
            let file = try requiredObject("file", of: part, path)
            guard
                reader.member("file_id", of: file) != nil
                    || reader.member("file_data", of: file) != nil
            else { throw .missing("\(path).file.file_id") }
        default:
            let allowed =
                switch role {
                case "user": "'text', 'image_url', 'input_audio', and 'file'"
                case "assistant": "'text' and 'refusal'"
                default: "'text'"
                }
            throw .wrongValue("\(path).type", type, allowed)
        }
        return 0
    }

    private func requiredObject(
        _ name: String, of node: Node, _ path: String
    ) throws(ProviderError) -> Node {
        guard let value = reader.member(named: name, of: node) else {
            throw .missing("\(path).\(name)")
        }
        guard reader.kind(value) == .object else {
            throw .wrongType("\(path).\(name)", expected: "an object", got: reader.kind(value).noun)
        }
        return value
    }

    /// All text of a message, its parts joined.
    func text(of message: Node) -> [UInt8] {
        var bytes: [UInt8] = []
        guard let content = reader.member("content", of: message) else { return bytes }
        reader.appendText(of: content, to: &bytes)
        var parts = reader.elements(of: content)
        while let part = reader.nextElement(&parts) {
            if let text = reader.member("text", of: part) {
                reader.appendText(of: text, to: &bytes)
            }
        }
        return bytes
    }
}
