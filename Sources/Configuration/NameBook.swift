internal import IPC

/// The names of one file that a model can be asked for by, and what each leads to.
struct NameBook {
    /// Prefixes by the connection's name.
    private let prefixes: [String: String]
    /// Entries by the combo's name.
    private(set) var combos: [String: [String]] = [:]
    /// Targets of the aliases without wildcards.
    private(set) var aliases: [String: String] = [:]
    private var patterns: [(wildcard: Wildcard, target: String)] = []
    /// Models by what stands before the slash; nil where any name is passed on.
    private var models: [String: Set<String>?] = [:]
    private var bare: Set<String> = []

    init(_ connections: [ProviderConnection]) {
        prefixes = Dictionary(
            connections.map { ($0.name, $0.prefix) }, uniquingKeysWith: { first, _ in first })
        for connection in connections {
            let known = connection.models + connection.facts.map(\.name)
            bare.formUnion(known)
            let listed = connection.models.isEmpty ? nil : Set(connection.models)
            for prefix in Set([connection.prefix, connection.provider]) {
                add(prefix, listed)
            }
        }
    }

    private mutating func add(_ prefix: String, _ listed: Set<String>?) {
        guard let before = models[prefix] else { return models[prefix] = .some(listed) }
        guard let before, let listed else { return models[prefix] = .some(nil) }
        models[prefix] = .some(before.union(listed))
    }

    /// Names of connections.
    var connections: Set<String> { Set(prefixes.keys) }

    /// Whether something stands before the slash in the name of a connection's model.
    func isPrefix(_ name: String) -> Bool { models[name] != nil }

    /// Adds what the file defines.
    mutating func define(_ combos: [Combo], _ aliases: [Alias]) {
        for combo in combos { self.combos[combo.name] = combo.entries.map(\.model) }
        for alias in aliases {
            if Wildcard.isPattern(alias.pattern) {
                patterns.append((Wildcard(alias.pattern), alias.model))
            } else {
                self.aliases[alias.pattern] = alias.model
            }
        }
        patterns.sort { $0.wildcard.literals > $1.wildcard.literals }
    }

    /// What a name is within this file.
    enum Meaning {
        case combo(String)
        /// Leads to another name.
        case alias(String)
        case model
        /// What is wrong with it; names near it are worth a hint.
        case unknown(String, near: [String])
    }

    /// Looks a name up in the order in which route does: combo, alias, a prefix that is known, pattern, listed model.
    func meaning(of name: String) -> Meaning {
        if combos[name] != nil { return .combo(name) }
        if let target = aliases[name] { return .alias(target) }
        guard let slash = name.firstIndex(of: "/") else { return bareMeaning(name) }
        let (prefix, model) = (String(name[..<slash]), String(name[name.index(after: slash)...]))
        if prefix == "combo", combos[model] != nil { return .combo(model) }
        if let listed = models[prefix] {
            if model == "*" { return .model }
            guard let listed, !listed.contains(model) else {
                return model.isEmpty ? .unknown("names no model", near: []) : .model
            }
            return .unknown(
                "names a model that no connection with the prefix `\(prefix)` lists",
                near: listed.map { "\(prefix)/\($0)" })
        }
        if let target = target(matching: name) { return .alias(target) }
        // A bare name may have a slash of its own.
        if bare.contains(name) { return .model }
        if let used = prefixes[prefix] {
            return .unknown(
                "names the connection `\(prefix)`, whose models begin with `\(used)/`", near: [])
        }
        return .unknown(
            "names a prefix that no connection has",
            near: models.keys.map { "\($0)/\(model)" })
    }

    private func bareMeaning(_ name: String) -> Meaning {
        if let target = target(matching: name) { return .alias(target) }
        if bare.contains(name) { return .model }
        return .unknown(
            "is no combo, alias or listed model; name a model of a provider as `prefix/model`",
            near: Array(combos.keys) + Array(aliases.keys) + Array(bare))
    }

    private func target(matching name: String) -> String? {
        patterns.first { $0.wildcard.matches(name) }?.target
    }
}
