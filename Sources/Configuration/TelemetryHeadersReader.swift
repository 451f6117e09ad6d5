internal import IPC

/// Reads the headers that go along with traces; all of them are secrets.
struct TelemetryHeadersReader {
    let problems: Problems
    let secrets: SecretReader

    /// What was found.
    struct Found {
        /// In lower case, in their order.
        var names: [String] = []
        /// A line for each.
        var secret: [UInt8] = []
        /// The values are not given: those that are kept stay.
        var isKept = false

        /// The credential that puts them on.
        func credential(_ id: String, origin: String) -> Credential {
            guard !names.isEmpty else {
                return Credential(connectionID: id, origin: origin, place: .none)
            }
            return Credential(
                connectionID: id, origin: origin, place: .headers,
                headerName: names.joined(separator: ","), secret: secret, keepSecret: isKept)
        }
    }

    /// Those that frame a message; egress takes no credential in them.
    private static let framing: Set<String> = [
        "host", "content-length", "transfer-encoding", "connection", "expect", "te", "trailer",
        "upgrade", "content-type",
    ]

    /// The headers; what is wrong with them is reported.
    func read(_ fields: Fields) -> Found {
        var found = Found()
        var kept = 0
        for entry in fields.entries("headers", "a header's name", atMost: Limits.telemetryHeaders) {
            let name = entry.name.lowercased()
            guard Self.isName(name), !Self.framing.contains(name) else {
                problems.add(entry.mark, "a secret cannot be in a header of that name")
                continue
            }
            guard !found.names.contains(name) else {
                problems.add(entry.mark, "a header is given twice")
                continue
            }
            found.names.append(name)
            if isMarker(entry.value) {
                kept += 1
            } else if let value = value(entry.value) {
                found.secret += Array("\(name): \(value)\n".utf8)
            }
        }
        guard kept == 0 || kept == found.names.count else {
            problems.add(
                fields.mark(of: "headers"), "headers must be given together, or kept together")
            return Found()
        }
        found.isKept = kept > 0
        return found
    }

    private static func isName(_ name: String) -> Bool {
        1...64 ~= name.utf8.count
            && name.utf8.allSatisfy {
                (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-")
                    || $0 == UInt8(ascii: "_")
            }
    }

    private func isMarker(_ node: Node) -> Bool {
        guard secrets.isDocument, case .mapping(let marker) = node else { return false }
        return marker.entries.count == 1 && node.member(DocumentMarker.field)?.bool == true
    }

    /// The value itself, or what a reference of a file stands for; nil after a report.
    private func value(_ node: Node) -> String? {
        guard case .mapping(let mapping) = node else {
            return Fields.text(node, "a header", problems).flatMap { checked($0, node.mark) }
        }
        guard !secrets.isDocument else {
            problems.add(
                node.mark, "a header must be text, or {kept: true} for one that is kept")
            return nil
        }
        guard node.member(DocumentMarker.field) == nil else {
            problems.add(
                node.mark,
                "a header: {kept: true} stands for a secret that is kept elsewhere; put the secret or a reference to it here"
            )
            return nil
        }
        guard mapping.entries.count == 1, let key = mapping.entries.first?.key.scalar?.string,
            let written = mapping.entries.first?.value
        else {
            problems.add(node.mark, "a header must be text, {env: NAME} or {file: PATH}")
            return nil
        }
        return resolve(key, written, node.mark)
    }

    /// What a reference stands for.
    ///
    /// - Parameters:
    ///   - kind: "env" or "file".
    ///   - written: The variable, or the file.
    ///   - mark: Where it stands.
    /// - Returns: The value; nil after a report.
    func resolve(_ kind: String, _ written: Node, _ mark: Mark?) -> String? {
        guard kind == "env" || kind == "file" else {
            problems.add(mark, "a header must be text, {env: NAME} or {file: PATH}")
            return nil
        }
        guard let text = Fields.text(written, "`\(kind)` of a header", problems) else {
            return nil
        }
        if kind == "env" {
            return secrets.variable(text, "headers", written.mark).flatMap {
                checked($0, written.mark)
            }
        }
        guard
            let bytes = secrets.file(
                text, "headers", written.mark, limit: Limits.secretFileBytes)
        else { return nil }
        let isEnd: (UInt8) -> Bool = { $0 == 0x0A || $0 == 0x0D || $0 == 0x20 || $0 == 0x09 }
        let end = bytes.lastIndex { !isEnd($0) }.map { $0 + 1 } ?? 0
        return checked(String(decoding: bytes[..<end], as: UTF8.self), written.mark)
    }

    /// A value that cannot end its line.
    private func checked(_ value: String, _ mark: Mark?) -> String? {
        guard 1...Limits.apiKeyCharacters ~= value.utf8.count,
            value.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F })
        else {
            problems.add(
                mark,
                "a header is empty, too long, or has a character that is not printable ASCII")
            return nil
        }
        return value
    }
}
