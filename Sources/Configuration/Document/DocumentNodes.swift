/// Makes the nodes that the readers take of a document, each with its path.
struct DocumentNodes {
    /// Of all nodes that were made.
    private(set) var paths = DocumentPaths()

    /// The root of a document.
    mutating func root(of document: Document) -> Node {
        var entries: [(key: Node, value: Node)] = []
        for section in DocumentSection.allCases where !document[section].list.isEmpty {
            let mark = paths.add(section.rawValue, in: DocumentPaths.root)
            entries.append(
                (
                    Self.text(section.rawValue, mark),
                    section.nameField == nil
                        ? mapping(document[section].list, mark) : list(document[section].list, mark)
                ))
        }
        if document.settings != .object([]) {
            let mark = paths.add(Document.settingsName, in: DocumentPaths.root)
            entries.append((Self.text(Document.settingsName, mark), node(document.settings, mark)))
        }
        return .mapping(Node.Mapping(entries: entries, mark: DocumentPaths.root))
    }

    /// Entries that are named, in a list.
    private mutating func list(_ entries: [DocumentMember], _ mark: Mark) -> Node {
        var nodes: [Node] = []
        nodes.reserveCapacity(entries.count)
        for entry in entries { nodes.append(node(entry.value, paths.add(entry.name, in: mark))) }
        return .sequence(Node.Sequence(nodes: nodes, mark: mark))
    }

    private mutating func mapping(_ members: [DocumentMember], _ mark: Mark) -> Node {
        var entries: [(key: Node, value: Node)] = []
        entries.reserveCapacity(members.count)
        for member in members {
            let place = paths.add(member.name, in: mark)
            entries.append((Self.text(member.name, place), node(member.value, place)))
        }
        return .mapping(Node.Mapping(entries: entries, mark: mark))
    }

    private mutating func node(_ value: DocumentValue, _ mark: Mark) -> Node {
        switch value {
        case .null: Self.scalar("", .null, mark)
        case .bool(let value): Self.scalar(value ? "true" : "false", .bool, mark)
        case .number(let digits): Self.scalar(digits, Self.kind(of: digits), mark)
        case .text(let text): Self.text(text, mark)
        case .object(let members): mapping(members, mark)
        case .list(let values): elements(values, mark)
        }
    }

    private mutating func elements(_ values: [DocumentValue], _ mark: Mark) -> Node {
        var nodes: [Node] = []
        nodes.reserveCapacity(values.count)
        for (index, value) in values.enumerated() {
            nodes.append(node(value, paths.add(String(index), in: mark)))
        }
        return .sequence(Node.Sequence(nodes: nodes, mark: mark))
    }

    private static func kind(of digits: String) -> Node.Kind {
        let isWhole = digits.utf8.allSatisfy {
            $0 == UInt8(ascii: "-") || (0x30...0x39).contains($0)
        }
        return isWhole ? .integer(Int(digits)) : .fraction
    }

    private static func text(_ text: String, _ mark: Mark) -> Node { scalar(text, .text, mark) }

    private static func scalar(_ text: String, _ kind: Node.Kind, _ mark: Mark) -> Node {
        .scalar(Node.Scalar(string: text, kind: kind, mark: mark))
    }
}
