internal import IPC

/// Model names close to one that does not exist.
///
/// Compares with whole ids and, for who forgot the prefix, with the part behind it. The work of one search is bounded, and
/// answers are remembered, so that a client that insists costs nothing.
struct NearNames {
    private struct Known {
        let id: String
        /// Lower-case bytes of the id.
        let bytes: [UInt8]
        /// Where the model's own name begins in them.
        let model: Int
    }

    private let table: TargetTable
    private let names: [String]
    private var known: [Known]?
    private var answers: [String: [String]] = [:]

    /// Looks among the models of a table, and names that have no prefix: combos and aliases.
    init(_ table: TargetTable, names: [String] = []) {
        self.table = table
        self.names = names
    }

    /// Some ids, the nearest first; three unless another number is given.
    mutating func near(_ name: String, atMost count: Int = Limits.nearNames) -> [String] {
        guard name.utf8.count <= Limits.modelBytes else { return [] }
        if let answer = answers[name] { return Array(answer.prefix(count)) }
        let answer = search(name)
        if answers.count >= Limits.nearNameAnswers { answers.removeAll() }
        answers[name] = answer
        return Array(answer.prefix(count))
    }

    private mutating func search(_ name: String) -> [String] {
        let written = Array(name.lowercased().utf8)
        let limit = max(1, min(5, written.count / 3))
        var found: [(distance: Int, id: String)] = []
        for candidate in knownNames() {
            if let distance = Self.score(written, candidate, limit) {
                found.append((distance, candidate.id))
            }
        }
        found += nearPrefixes(name)
        found.sort { ($0.distance, $0.id) < ($1.distance, $1.id) }
        var seen: Set<String> = []
        return found.map(\.id).filter { seen.insert($0).inserted }.prefix(
            Limits.nearNamesFound
        ).map { $0 }
    }

    private mutating func knownNames() -> [Known] {
        if let known { return known }
        var result = names.prefix(Limits.nearNameCandidates).map {
            Known(id: $0, bytes: Array($0.lowercased().utf8), model: 0)
        }
        for target in table.targets where !target.connection.disabled {
            let prefix = target.connection.prefix
            for model in target.knownModels.prefix(Limits.nearNameCandidates - result.count) {
                let id = "\(prefix)/\(model)"
                result.append(
                    Known(
                        id: id, bytes: Array(id.lowercased().utf8),
                        model: prefix.utf8.count + 1))
            }
        }
        known = result
        return result
    }

    /// Fewer is nearer; nil when it is too far away.
    private static func score(_ written: [UInt8], _ known: Known, _ limit: Int) -> Int? {
        let model = known.bytes[known.model...]
        let whole = EditDistance.within(limit, written, known.bytes[...])
        let bare = EditDistance.within(limit, written, model)
        if let best = [whole, bare].compactMap({ $0 }).min() { return best }
        // A name that was cut short, as "gpt-4" for "gpt-4-turbo", is meant though many edits are missing.
        let isStart =
            written.count >= 3 && (known.bytes.starts(with: written) || model.starts(with: written))
        return isStart ? limit + 1 : nil
    }

    /// Ids with a near prefix of connections that take any model.
    private func nearPrefixes(_ name: String) -> [(distance: Int, id: String)] {
        guard let slash = name.utf8.firstIndex(of: UInt8(ascii: "/")) else { return [] }
        let model = name[name.utf8.index(after: slash)...]
        let written = Array(name[..<slash].lowercased().utf8)
        // With a prefix that exists it is the model that is wrong.
        guard !model.isEmpty, table.targets(prefix: String(name[..<slash])).isEmpty else {
            return []
        }
        return table.prefixes.prefix(Limits.nearNameCandidates).compactMap { prefix in
            guard table.targets(prefix: prefix).contains(where: { $0.models == nil }) else {
                return nil
            }
            let limit = max(1, min(2, written.count / 3))
            let bytes = Array(prefix.lowercased().utf8)
            guard let distance = EditDistance.within(limit, written, bytes[...]), distance > 0
            else { return nil }
            return (distance, "\(prefix)/\(model)")
        }
    }
}
