internal import IPC

/// Checks that the names in combos and aliases lead to models: known, without going in circles, not too deep.
struct ReferenceCheck {
    private let problems: Problems
    private let book: NameBook
    private let combos: [ComboReader.Found]
    private let aliases: [AliasReader.Found]
    /// How many combos deep each is, itself included; 0 while it is looked at.
    private var depths: [String: Int] = [:]

    init(
        _ problems: Problems, _ book: NameBook, _ combos: [ComboReader.Found],
        _ aliases: [AliasReader.Found]
    ) {
        self.problems = problems
        self.book = book
        self.combos = combos
        self.aliases = aliases
    }

    /// Reports what is wrong.
    mutating func run() {
        for found in aliases { checkAlias(found) }
        for found in combos {
            for (entry, mark) in zip(found.combo.entries, found.marks) {
                checkName(entry.model, mark)
            }
        }
        for found in combos {
            var path: [String] = []
            depth(found.combo.name, &path, found.mark)
        }
    }

    private func checkName(_ name: String, _ mark: Mark?) {
        guard case .unknown(let what, let near) = book.meaning(of: name), !problems.isFull else {
            return
        }
        let candidates = Array(near.sorted().prefix(Limits.nearNames))
        let hint = NearName.nearest(name, in: candidates).map { "; did you mean `\($0)`?" } ?? ""
        problems.add(mark, "`\(name)` \(what)\(hint)")
    }

    private func checkAlias(_ found: AliasReader.Found) {
        let alias = found.alias
        if book.combos[alias.pattern] != nil {
            problems.add(found.marks.name, "there is a combo named `\(alias.pattern)`, which wins")
        }
        checkName(alias.model, found.marks.target)
        var path = [alias.pattern, alias.model]
        while case .alias(let next) = book.meaning(of: path[path.count - 1]) {
            let isCircle = path.contains(next)
            path.append(next)
            guard !isCircle, path.count <= Limits.aliasChain + 1 else {
                let what =
                    isCircle
                    ? "goes in a circle" : "is longer than \(Limits.aliasChain) aliases"
                return problems.add(
                    found.marks.name, "this alias \(what): \(Self.shown(path))")
            }
        }
    }

    /// The depth of a combo; reports circles through it, and itself when it is one combo too deep.
    @discardableResult
    private mutating func depth(_ name: String, _ path: inout [String], _ mark: Mark?) -> Int {
        if let known = depths[name] {
            if known == 0, let start = path.firstIndex(of: name) {
                problems.add(
                    mark, "combos go in a circle: \(Self.shown(path[start...] + [name]))")
            }
            return known
        }
        depths[name] = 0
        path.append(name)
        var deepest = 0
        for entry in book.combos[name] ?? [] {
            guard let inner = combo(behind: entry) else { continue }
            deepest = max(deepest, depth(inner, &path, mark))
        }
        path.removeLast()
        depths[name] = deepest + 1
        if deepest + 1 == Limits.comboDepth + 1 {
            let own = combos.first { $0.combo.name == name }?.mark
            problems.add(
                own ?? mark,
                "combos are nested deeper than \(Limits.comboDepth): \(Self.shown(chain(from: name)))"
            )
        }
        return deepest + 1
    }

    /// The combo that a name leads to, directly or by aliases.
    private func combo(behind name: String) -> String? {
        var name = name
        for _ in 0...Limits.aliasChain {
            switch book.meaning(of: name) {
            case .combo(let combo): return combo
            case .alias(let next): name = next
            case .model, .unknown: return nil
            }
        }
        return nil
    }

    /// The deepest way down from a combo whose depth is known.
    private func chain(from name: String) -> [String] {
        var names = [name]
        while let next = deepest(in: names[names.count - 1]), names.count <= Limits.comboDepth {
            names.append(next)
        }
        return names
    }

    private func deepest(in name: String) -> String? {
        let inner = (book.combos[name] ?? []).compactMap(combo)
        return inner.max { (depths[$0] ?? 0) < (depths[$1] ?? 0) }
    }

    private static func shown(_ path: some Sequence<String>) -> String {
        path.joined(separator: " → ")
    }
}
