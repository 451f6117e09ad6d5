internal import Yams

/// Reads YAML text into nodes.
struct YAMLReader {
    let problems: Problems
    /// Names that an error may show.
    let known: [String]

    /// The root; nil when there is nothing, or after a report.
    ///
    /// Yams' own descriptions quote the file, so only its reasons and places are used.
    func read(_ text: String) -> Node? {
        do {
            guard let root = try Yams.compose(yaml: text, Resolver.quick) else { return nil }
            // Without aliases no value is shorter than half a byte: one may be nothing, if it has a name.
            var room = min(2 * text.utf8.count + Limits.aliasedValues, Limits.values)
            let node = convert(root, depth: 0, &room)
            if node == nil {
                problems.add(nil, "the YAML is too deep, or too large with its aliases")
            }
            return node
        } catch let error as YamlError {
            report(error)
        } catch {
            problems.add(nil, "the YAML could not be read")
        }
        return nil
    }

    private func report(_ error: YamlError) {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            problems.add(Self.mark(mark), "this is not YAML: \(problem)")
        case .duplicatedKeysInMapping(let names, let context):
            let shown = names.first.map { known.contains($0) || FieldName.isPlain($0) } ?? false
            let name = shown ? " `\(names[0])`" : ""
            problems.add(Self.mark(context.mark), "the field\(name) is given more than once")
        case .reader(let problem, _, _, _):
            problems.add(nil, "this is not YAML: \(problem)")
        case .no, .memory, .writer, .emitter, .representer, .dataCouldNotBeDecoded:
            problems.add(nil, "the YAML could not be read")
        }
    }

    /// Nil beyond a bound: aliases within aliases stand for more than any file could hold.
    private func convert(_ node: Yams.Node, depth: Int, _ room: inout Int) -> Node? {
        room -= 1
        guard depth < Limits.depth, room >= 0 else { return nil }
        switch node {
        case .scalar(let scalar):
            return .scalar(
                Node.Scalar(
                    string: scalar.string, kind: Self.kind(node), mark: Self.mark(scalar.mark)))
        case .sequence(let sequence):
            var nodes: [Node] = []
            nodes.reserveCapacity(sequence.count)
            for element in sequence {
                guard let node = convert(element, depth: depth + 1, &room) else { return nil }
                nodes.append(node)
            }
            return .sequence(Node.Sequence(nodes: nodes, mark: Self.mark(sequence.mark)))
        case .mapping(let mapping):
            var entries: [(key: Node, value: Node)] = []
            entries.reserveCapacity(mapping.count)
            for (key, value) in mapping {
                guard let key = convert(key, depth: depth + 1, &room),
                    let value = convert(value, depth: depth + 1, &room)
                else { return nil }
                entries.append((key, value))
            }
            return .mapping(Node.Mapping(entries: entries, mark: Self.mark(mapping.mark)))
        case .alias(let alias):
            // Aliases are replaced by what they stand for; this is one that stands for nothing.
            return .scalar(
                Node.Scalar(string: "", kind: .tagged, mark: Self.mark(alias.mark)))
        }
    }

    private static func kind(_ node: Yams.Node) -> Node.Kind {
        switch Tag.Name(rawValue: node.tag.rawValue) {
        case .str: .text
        case .int: .integer(node.int)
        case .float: .fraction
        case .bool: .bool
        case .null: .null
        case .timestamp: .date
        default: .tagged
        }
    }

    private static func mark(_ mark: Yams.Mark?) -> Mark? {
        mark.map { Mark(line: $0.line, column: $0.column) }
    }
}
