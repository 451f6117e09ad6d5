internal import IPC

/// From a model's name to the connections that could serve it.
///
/// `prefix/model` is cut at the first slash; the rest may have slashes. A name whose prefix nobody has, or without one, is
/// looked up in the model lists, configured and learned.
struct Resolver {
    private let table: TargetTable
    private var nearNames: NearNames

    init(_ table: TargetTable) {
        self.table = table
        nearNames = NearNames(table)
    }

    /// Resolves a name.
    mutating func resolve(_ name: String) throws(Denial) -> Candidates {
        guard !name.isEmpty else {
            throw Denial(code: .modelRequired, message: "The request names no model.")
        }
        guard let slash = name.utf8.firstIndex(of: UInt8(ascii: "/")) else {
            return try resolveBare(name)
        }
        let targets = table.targets(prefix: String(name[..<slash]))
        guard !targets.isEmpty else { return try resolveBare(name) }
        let model = String(name[name.utf8.index(after: slash)...])
        guard !model.isEmpty, model.utf8.count <= Limits.askedModelBytes else {
            throw notFound(name)
        }
        let serving =
            targets.count == 1
            ? (targets[0].serves(model) ? targets : []) : targets.filter { $0.serves(model) }
        guard !serving.isEmpty else { throw notFound(name) }
        return Candidates(targets: serving, model: model)
    }

    private mutating func resolveBare(_ name: String) throws(Denial) -> Candidates {
        let targets = table.targets(listing: name)
        guard let first = targets.first else { throw notFound(name) }
        // Accounts of one provider share their prefix and with it the name.
        guard targets.allSatisfy({ $0.connection.prefix == first.connection.prefix }) else {
            throw ambiguous(name, targets)
        }
        return Candidates(targets: targets, model: name)
    }

    private func ambiguous(_ name: String, _ targets: [Target]) -> Denial {
        var ids: [String] = []
        for target in targets {
            let id = "`\(target.connection.prefix)/\(name)`"
            if !ids.contains(id), ids.count < 10 { ids.append(id) }
        }
        return Denial(
            code: .ambiguousModel,
            message:
                "Several providers offer a model named `\(name)`: write \(Self.choice(ids)).")
    }

    private mutating func notFound(_ name: String) -> Denial {
        guard !table.targets.isEmpty else {
            return Denial(
                code: .modelNotFound,
                message:
                    "The model `\(Self.shown(name))` does not exist: no provider is configured.")
        }
        let near = nearNames.near(name)
        let hint = near.isEmpty ? "" : " Did you mean \(Self.choice(near.map { "`\($0)`" }))?"
        return Denial(
            code: .modelNotFound,
            message: "The model `\(Self.shown(name))` does not exist.\(hint)")
    }

    /// "a", "a or b", "a, b or c".
    private static func choice(_ items: [String]) -> String {
        guard let last = items.last, items.count > 1 else { return items.first ?? "" }
        return items.dropLast().joined(separator: ", ") + " or " + last
    }

    /// A name cut to what fits a message.
    private static func shown(_ name: String) -> String {
        name.utf8.count <= Limits.modelBytes ? name : String(name.prefix(60)) + "…"
    }
}
