internal import JSON
internal import NIOCore

/// Recorded exchanges by their id.
package struct Corpus: Sendable {
    /// Why a recording cannot be replayed.
    package struct CorpusError: Error, Sendable {
        /// The file, or the folder.
        package let path: String
        /// The cause in words.
        package let reason: String
    }

    private var recordings: [String: Recording] = [:]

    /// No recordings.
    package init() {}

    /// How many recordings there are.
    package var count: Int { recordings.count }

    /// The recording that a model name means.
    ///
    /// - Parameter model: Base name: `corpus/ID` or `ID`.
    /// - Returns: nil if the name means none.
    package func recording(for model: String) -> Recording? {
        guard !recordings.isEmpty else { return nil }
        if model.hasPrefix("corpus/") { return recordings[String(model.dropFirst(7))] }
        return recordings[model]
    }

    /// Takes up a file of an exchange; what has no recorded answer is passed over.
    ///
    /// - Parameters:
    ///   - bytes: The content of the file.
    ///   - path: Names it in an error.
    /// - Throws: That it is no JSON, or its answer has no form that is known.
    package mutating func add(_ bytes: [UInt8], path: String) throws(CorpusError) {
        let reader = JSONReader()
        do {
            try reader.parse(ByteBuffer(bytes: bytes))
        } catch {
            throw CorpusError(path: path, reason: "\(error)")
        }
        guard reader.kind(reader.root) == .object,
            let id = reader.member("id", of: reader.root).flatMap({ reader.string($0) }),
            let response = reader.member("response", of: reader.root)
        else { return }
        guard let status = reader.member("status", of: response).flatMap({ reader.int($0) }),
            (200...599).contains(status)
        else { throw CorpusError(path: path, reason: "the answer has no status") }
        guard let (body, isStream) = Self.body(of: response, reader) else {
            throw CorpusError(path: path, reason: "the answer has no body")
        }
        recordings[id] = Recording(
            status: Int(status), fields: Self.fields(of: response, status: Int(status), reader),
            body: ByteBuffer(bytes: body), isStream: isStream)
    }

    private static func body(
        of response: JSONReader.Node, _ reader: JSONReader
    ) -> (bytes: [UInt8], isStream: Bool)? {
        var bytes: [UInt8] = []
        for name in ["sse", "ndjson", "text"] {
            guard let node = reader.member(named: name, of: response) else { continue }
            reader.appendText(of: node, to: &bytes)
            return (bytes, name != "text")
        }
        if let node = reader.member("base64", of: response).flatMap({ reader.string($0) }) {
            return Base64.decode(node.utf8).map { ($0, true) }
        }
        guard let node = reader.rawMember("body", of: response) else { return nil }
        reader.appendRaw(node, to: &bytes)
        return (JSONCompaction.compact(bytes), false)
    }

    private static func fields(
        of response: JSONReader.Node, status: Int, _ reader: JSONReader
    ) -> String {
        var text = ""
        guard let headers = reader.member("headers", of: response) else { return text }
        var members = reader.members(of: headers)
        while let member = reader.nextMember(&members) {
            guard let name = reader.string(member.name), let value = reader.string(member.value),
                !Recording.isDropped(name.lowercased(), status),
                !value.utf8.contains(where: { $0 < 0x20 })
            else { continue }
            text += "\(name): \(value)\r\n"
        }
        return text
    }
}
