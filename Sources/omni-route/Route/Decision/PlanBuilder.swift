internal import IPC

/// Works out what a name stands for.
///
/// The order: combo, alias, alias with wildcards, `prefix/model`, `provider/model`, a bare name in the lists of connections
/// that are switched on. Entries of combos and what aliases stand for are looked up in the same way.
struct PlanBuilder {
    /// What became of a name.
    enum Result {
        case plan(Plan)
        /// The combo of that name is switched off.
        case disabled(combo: String)
        /// Nobody serves any entry of the combo.
        case unserved(combo: String)
        /// Several prefixes offer the bare name.
        case ambiguous(name: String, [Target])
        case unknown
    }

    /// The connections behind a name that is neither a combo's nor an alias's.
    private enum Accounts {
        case group(AccountGroup)
        case ambiguous([Target])
        case none
    }

    private let table: TargetTable
    private let book: NameBook
    /// Groups made before, by name; shared by all plans.
    private var groups: [String: AccountGroup] = [:]
    /// Candidates of those groups.
    private(set) var candidatesMade = 0
    private var candidatesLeft = 0
    private var entriesLeft = 0

    init(_ table: TargetTable, _ book: NameBook) {
        self.table = table
        self.book = book
    }

    /// Forgets the groups made so far.
    mutating func forget() {
        groups = [:]
        candidatesMade = 0
    }

    /// Works out a name as a client wrote it.
    mutating func build(_ asked: String) -> Result {
        candidatesLeft = Limits.candidates
        entriesLeft = Limits.planEntries
        let (name, aliases) = followed(asked, model: nil)
        if let combo = book.combo(name) {
            guard !combo.disabled else { return .disabled(combo: combo.name) }
            let plan = expanded(combo, asked: asked, aliases: aliases, inside: [])
            return plan.map { .plan($0) } ?? .unserved(combo: combo.name)
        }
        switch accounts(name) {
        case .group(let group):
            return .plan(Plan(name: asked, aliases: aliases, accounts: group))
        case .ambiguous(let targets): return .ambiguous(name: name, targets)
        case .none: return .unknown
        }
    }

    // MARK: Names

    /// Where aliases lead, and the exact ones on the way.
    ///
    /// An alias is followed once, which ends every cycle. Patterns catch what a client writes before anything else, but names
    /// that the user has configured only when nobody serves them: `"*": work/m` must not catch what other aliases and combos
    /// lead to. `model` is the model asked for, which takes the place of the star in `prefix/*`; nil for the name that the
    /// client wrote, whose own star is part of it.
    private func followed(_ start: String, model: String?) -> (name: String, aliases: [String]) {
        var name = model.map { filled(start, $0) } ?? start
        var used: [Int] = []
        var aliases: [String] = []
        while used.count < Limits.aliasDepth, book.combo(name) == nil {
            let isWritten = model == nil && used.isEmpty
            guard
                let step = book.alias(
                    of: name, without: used, patterns: isWritten || !isServed(name))
            else { break }
            used.append(step.position)
            if step.isExact { aliases.append(name) }
            name = filled(step.model, model ?? asModel(start))
        }
        return (name, aliases)
    }

    /// Whether a connection serves a name as it stands.
    private func isServed(_ name: String) -> Bool {
        if let (prefix, model) = Self.split(name) {
            let targets = table.targets(prefix: prefix) + table.targets(provider: prefix)
            if targets.contains(where: { $0.serves(model) }) { return true }
        }
        return !table.targets(listing: name).isEmpty
    }

    /// `prefix/*` with the model asked for in place of the star.
    private func filled(_ name: String, _ model: String) -> String {
        name.hasSuffix("/*") ? String(name.dropLast()) + model : name
    }

    /// The model's name in what a client wrote: without the prefix or provider, where it has one that exists.
    private func asModel(_ asked: String) -> String {
        guard let (prefix, model) = Self.split(asked) else { return asked }
        let isKnown =
            !table.targets(prefix: prefix).isEmpty || !table.targets(provider: prefix).isEmpty
            || (prefix == "combo" && book.combo(asked) != nil)
        return isKnown ? model : asked
    }

    private static func split(_ name: String) -> (prefix: String, model: String)? {
        guard let slash = name.utf8.firstIndex(of: UInt8(ascii: "/")) else { return nil }
        return (String(name[..<slash]), String(name[name.utf8.index(after: slash)...]))
    }

    // MARK: Combos

    /// A combo with its entries looked up; nil when nobody serves one of them.
    private mutating func expanded(
        _ combo: Combo, asked: String, aliases: [String], inside outer: [String]
    ) -> Plan? {
        var entries: [PlanEntry] = []
        var unserved: [String] = []
        for (position, entry) in combo.entries.enumerated() {
            if let body = body(of: entry, asked: asked, inside: outer + [combo.name]) {
                entries.append(PlanEntry(position: position, weight: entry.weight, body: body))
            } else {
                unserved.append(entry.model)
            }
        }
        guard !entries.isEmpty else { return nil }
        return Plan(
            name: asked, aliases: aliases, combo: combo, entries: entries, unserved: unserved)
    }

    private mutating func body(
        of entry: ComboEntry, asked: String, inside outer: [String]
    ) -> PlanEntry.Body? {
        guard entriesLeft > 0 else { return nil }
        entriesLeft -= 1
        let (name, aliases) = followed(entry.model, model: asModel(asked))
        if let combo = book.combo(name) {
            guard !combo.disabled, outer.count < Limits.comboDepth, !outer.contains(combo.name)
            else { return nil }
            let plan = expanded(combo, asked: asked, aliases: aliases, inside: outer)
            return plan.map { .combo($0) }
        }
        guard case .group(let group) = accounts(name), group.candidates.count <= candidatesLeft
        else { return nil }
        candidatesLeft -= group.candidates.count
        return .accounts(group)
    }

    // MARK: Connections

    private mutating func accounts(_ name: String) -> Accounts {
        if let group = groups[name] { return .group(group) }
        if let (prefix, model) = Self.split(name) {
            guard !model.isEmpty, model.utf8.count <= Limits.askedModelBytes else { return .none }
            for targets in [table.targets(prefix: prefix), table.targets(provider: prefix)] {
                let serving = targets.filter { $0.serves(model) }
                if !serving.isEmpty { return .group(group(name, serving, model)) }
            }
        }
        let listing = table.targets(listing: name)
        guard let first = listing.first else { return .none }
        // Accounts of one provider share their prefix and with it the name.
        guard listing.allSatisfy({ $0.connection.prefix == first.connection.prefix }) else {
            return .ambiguous(listing)
        }
        return .group(group(name, listing, name))
    }

    private mutating func group(
        _ name: String, _ targets: [Target], _ model: String
    ) -> AccountGroup {
        let group = AccountGroup(key: name, targets: targets, model: model)
        groups[name] = group
        candidatesMade += group.candidates.count
        return group
    }
}
