/// The paths of a document's values, each known by a number that takes the place of a line.
struct DocumentPaths: Sendable {
    private var steps: [(parent: Int, name: String)] = []

    /// The document as a whole.
    static let root = Mark(line: 0, column: 0)

    /// The place of a part.
    mutating func add(_ name: String, in parent: Mark) -> Mark {
        steps.append((parent.column, name))
        return Mark(line: 0, column: steps.count)
    }

    /// The path of a place: "connections/work/models/0/price"; empty for the whole document.
    func text(_ mark: Mark?) -> String {
        var names: [String] = []
        var number = mark?.column ?? 0
        while number > 0, number <= steps.count {
            let step = steps[number - 1]
            names.append(step.name)
            number = step.parent
        }
        return names.reversed().joined(separator: "/")
    }
}
