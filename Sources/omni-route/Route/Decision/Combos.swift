internal import IPC

/// Checks combos and aliases before they are taken.
enum Combos {
    /// What is wrong with them, for people; empty when nothing is.
    static func problems(_ combos: [Combo], _ aliases: [Alias]) -> [String] {
        var found: [String] = []
        if combos.count > Limits.combos { found.append("more than \(Limits.combos) combos") }
        if aliases.count > Limits.aliases { found.append("more than \(Limits.aliases) aliases") }
        guard found.isEmpty else { return found }
        found = combos.flatMap { problems(of: $0) } + aliases.flatMap { problems(of: $0) }
        found += repeated(combos.map(\.name)).map { "the combo \"\($0)\" is there twice" }
        found += repeated(aliases.map { key($0) }).map { "the alias \"\($0)\" is there twice" }
        guard found.isEmpty else { return found }
        var graph = ComboGraph(NameBook(combos: combos, aliases: aliases))
        return graph.problems(combos, aliases)
    }

    private static func problems(of combo: Combo) -> [String] {
        let name = combo.name
        guard !name.isEmpty else { return ["a combo has no name"] }
        guard name.utf8.count <= Limits.nameBytes, name.utf8.allSatisfy(isNameByte) else {
            return [
                "the combo \"\(Words.shown(name))\" has a bad name: only letters, digits, _, - and . are allowed"
            ]
        }
        guard !combo.entries.isEmpty else { return ["the combo \"\(name)\" has no models"] }
        guard combo.entries.count <= Limits.comboEntries else {
            return ["the combo \"\(name)\" has more than \(Limits.comboEntries) models"]
        }
        guard combo.entries.allSatisfy({ isTarget($0.model) }) else {
            return ["the combo \"\(name)\" has a model without a usable name"]
        }
        guard combo.attempts <= Limits.attempts else {
            return ["the combo \"\(name)\" wants more than \(Limits.attempts) attempts"]
        }
        return []
    }

    private static func problems(of alias: Alias) -> [String] {
        let pattern = alias.pattern
        guard ModelName.isAcceptable(pattern), pattern.utf8.count <= Limits.nameBytes else {
            return ["the alias \"\(Words.shown(pattern))\" has a bad name"]
        }
        guard isTarget(alias.model) else {
            return ["the alias \"\(pattern)\" stands for nothing usable"]
        }
        return []
    }

    private static func isTarget(_ name: String) -> Bool {
        name.utf8.count <= Limits.askedModelBytes && !name.isEmpty
            && name.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"),
            UInt8(ascii: "."):
            true
        default: false
        }
    }

    /// What makes two aliases the same: patterns do not tell letter case.
    private static func key(_ alias: Alias) -> String {
        Glob.isPattern(alias.pattern) ? alias.pattern.lowercased() : alias.pattern
    }

    private static func repeated(_ names: [String]) -> [String] {
        var seen: Set<String> = []
        var twice: [String] = []
        for name in names where !seen.insert(name).inserted && !twice.contains(name) {
            twice.append(name)
        }
        return twice
    }
}
