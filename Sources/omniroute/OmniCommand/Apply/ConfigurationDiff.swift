internal import Configuration
internal import JSON

/// What a document changes, as the API tells it: names of fields, never values.
struct ConfigurationDiff: Equatable {
    /// What was found, in the order of the API.
    let changes: [DocumentChange]
    /// The configuration's number after it.
    let generation: Int64
    /// The answer as it came.
    let answer: [UInt8]

    /// Reads an answer to a change of the configuration as a whole.
    init(_ reply: ManageReply) throws(CommandFailure) {
        let root = try reply.json()
        generation = root["generation"]?.int ?? 0
        changes = (root["changes"]?.array ?? []).compactMap(Self.change)
        answer = reply.body
    }

    /// Makes a diff.
    init(changes: [DocumentChange], generation: Int64) {
        self.changes = changes
        self.generation = generation
        answer = []
    }

    private static func change(_ value: JSONValue) -> DocumentChange? {
        guard let section = value["section"]?.string, let name = value["name"]?.string,
            let kind = value["kind"]?.string.flatMap(DocumentChange.Kind.init)
        else { return nil }
        let fields = (value["fields"]?.array ?? []).compactMap(\.string)
        return DocumentChange(section: section, name: name, kind: kind, fields: fields)
    }

    /// Whether nothing would be different.
    var isEmpty: Bool { changes.isEmpty }
    /// Whether something is taken away.
    var removes: Bool { changes.contains { $0.kind == .removed } }

    /// A line a change; colored where that helps.
    func lines(colored: Bool) -> [String] {
        changes.map { change in
            let line = Self.line(change)
            return colored ? "\u{1b}[\(Self.color(change.kind))m\(line)\u{1b}[0m" : line
        }
    }

    private static func line(_ change: DocumentChange) -> String {
        let name = HumanText.clean(change.name)
        let what = name.isEmpty ? change.section : "\(change.section)/\(name)"
        let fields = change.fields.map(HumanText.clean).joined(separator: ", ")
        switch change.kind {
        case .added: return "+ \(what)"
        case .removed: return "- \(what)"
        case .changed: return fields.isEmpty ? "~ \(what)" : "~ \(what): \(fields)"
        }
    }

    /// Of ECMA-48: green, red, yellow.
    private static func color(_ kind: DocumentChange.Kind) -> Int {
        switch kind {
        case .added: 32
        case .removed: 31
        case .changed: 33
        }
    }

    /// "1 added, 2 changed"; "nothing" when it is empty.
    var summary: String {
        let kinds: [DocumentChange.Kind] = [.added, .changed, .removed]
        let counts = kinds.map { kind in (kind, changes.count { $0.kind == kind }) }
        let parts = counts.filter { $0.1 > 0 }.map { "\($0.1) \($0.0.rawValue)" }
        return parts.isEmpty ? "nothing" : parts.joined(separator: ", ")
    }
}
