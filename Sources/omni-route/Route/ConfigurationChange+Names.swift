internal import IPC

extension ConfigurationChange {
    /// Checks each combo by itself.
    static func check(combos: [Combo]) throws(Problem) {
        guard combos.count <= ConfigurationLimits.combos else {
            throw Problem(text: "more than \(ConfigurationLimits.combos) combos")
        }
        var names: Set<String> = []
        for combo in combos {
            guard isName(combo.name) else {
                throw Problem(text: "the name of a combo is not one: \"\(shown(combo.name))\"")
            }
            guard names.insert(combo.name).inserted else {
                throw Problem(text: "the combo \"\(combo.name)\" is there twice")
            }
            guard (1...ConfigurationLimits.comboEntries).contains(combo.entries.count),
                combo.entries.allSatisfy({
                    ModelName.isAcceptable($0.model) && $0.weight <= ConfigurationLimits.weight
                })
            else { throw Problem(text: "the combo \"\(combo.name)\" has a bad list of models") }
            guard combo.attempts <= Limits.attempts, combo.sticky <= ConfigurationLimits.sticky,
                combo.firstTokenMs <= ConfigurationLimits.milliseconds,
                combo.idleMs <= ConfigurationLimits.milliseconds
            else {
                throw Problem(text: "the combo \"\(combo.name)\" has a number that is too large")
            }
        }
    }

    /// Checks each alias by itself.
    static func check(aliases: [Alias]) throws(Problem) {
        guard aliases.count <= ConfigurationLimits.aliases else {
            throw Problem(text: "more than \(ConfigurationLimits.aliases) aliases")
        }
        var patterns: Set<String> = []
        for alias in aliases {
            guard ModelName.isAcceptable(alias.pattern), ModelName.isAcceptable(alias.model) else {
                throw Problem(text: "an alias has a name that is not one")
            }
            guard patterns.insert(alias.pattern).inserted else {
                throw Problem(text: "the alias \"\(shown(alias.pattern))\" is there twice")
            }
        }
    }

    /// Checks each budget by itself.
    static func check(budgets: [Budget]) throws(Problem) {
        guard budgets.count <= ConfigurationLimits.budgets else {
            throw Problem(text: "more than \(ConfigurationLimits.budgets) budgets")
        }
        var names: Set<String> = []
        for budget in budgets {
            let name = budget.name
            guard (1...ConfigurationLimits.budgetNameBytes).contains(name.utf8.count),
                names.insert(name).inserted
            else { throw Problem(text: "a budget has no name, a long one, or that of another") }
            guard budget.period != .rolling else {
                throw Problem(text: "the budget \"\(name)\" has no period of the calendar")
            }
            guard ConfigurationLimits.money.contains(budget.limit) else {
                throw Problem(text: "the budget \"\(name)\" has no limit, or one that is too large")
            }
            guard (budget.scope == .total) == budget.subject.isEmpty,
                budget.subject.utf8.count <= ConfigurationLimits.nameBytes
            else { throw Problem(text: "the budget \"\(name)\" has a subject that is not one") }
        }
    }

    /// Checks how decisions are to be made.
    static func check(routing: RoutingSettings) throws(Problem) {
        guard routing.sticky <= ConfigurationLimits.sticky,
            routing.blockedProviders.count <= ConfigurationLimits.blockedProviders,
            routing.blockedProviders.allSatisfy(isName),
            routing.idempotencyWindowMs <= ConfigurationLimits.idempotencyMilliseconds
        else { throw Problem(text: "a setting about decisions is out of bounds") }
        guard routing.zone.isEmpty || isZone(routing.zone) else {
            throw Problem(text: "the time zone is not the name of one")
        }
        let cache = routing.cache ?? CacheSettings()
        guard cache.maxEntries <= ConfigurationLimits.cacheEntries,
            cache.maxBytes <= ConfigurationLimits.cacheBytes,
            cache.ttlS <= ConfigurationLimits.windowSeconds.upperBound
        else { throw Problem(text: "the cache is to be larger than it can be") }
    }

    /// It becomes part of a path: no part of it may be empty or lead upwards.
    private static func isZone(_ name: String) -> Bool {
        let isPlain = name.utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
                || "/_+-".utf8.contains($0)
        }
        return isPlain && name.utf8.count <= ConfigurationLimits.nameBytes
            && name.split(separator: "/", omittingEmptySubsequences: false)
                .allSatisfy { !$0.isEmpty }
    }

    /// A name that may be anything, for an error.
    private static func shown(_ name: String) -> String {
        String(name.unicodeScalars.prefix(40).filter { $0.value >= 0x20 && $0.value != 0x7F })
    }
}
