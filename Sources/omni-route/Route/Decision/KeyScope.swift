internal import IPC

/// What a client key may use, ready for look-ups.
///
/// Compiled once for each set of patterns when the configuration changes. An object, so that what was found out about it can
/// be remembered with whatever it was found out about.
final class KeyScope: Sendable {
    /// Everything: a key without bounds, or no key.
    static let open = KeyScope(models: [], providers: [])

    private let models: NamePatterns?
    private let providers: NamePatterns?

    /// The scope of a key.
    convenience init(_ key: ClientKey) { self.init(models: key.models, providers: key.providers) }

    /// A scope of patterns; an empty list allows all.
    ///
    /// `models` are patterns of `prefix/model` or names of combos and aliases; `providers` those of prefixes, provider ids and
    /// connection names.
    init(models: [String], providers: [String]) {
        self.models = Self.compiled(models)
        self.providers = Self.compiled(providers)
    }

    /// Whether it bounds nothing.
    var isOpen: Bool { models == nil && providers == nil }

    /// Whether it bounds which models may be used.
    var boundsModels: Bool { models != nil }

    /// Whether it bounds which connections may be used.
    var boundsProviders: Bool { providers != nil }

    /// Whether a combo's or alias's own name is among the models, which allows all that it leads to.
    ///
    /// The name must be one that the user has configured, never one that a client made up.
    func allows(name: String) -> Bool {
        guard let models else { return true }
        return models.matches(name.lowercased())
    }

    /// Whether some model of a connection may be allowed, as far as its names tell.
    func mayAllow(_ target: Target) -> Bool {
        guard let providers else { return true }
        return providers.matches(target.prefixKey) || providers.matches(target.providerKey)
            || providers.matches(target.nameKey)
    }

    /// Whether a candidate may be used; `isNamed` when the combo or alias that leads to it is allowed by its name.
    func allows(_ candidate: Candidate, isNamed: Bool) -> Bool {
        mayAllow(candidate.target)
            && (isNamed || has(candidate.key, candidate.providerKey, of: candidate.target))
    }

    /// Whether a model of a connection may be used.
    func allows(_ target: Target, model: String) -> Bool {
        guard mayAllow(target) else { return false }
        guard models != nil else { return true }
        let lower = model.lowercased()
        return has("\(target.prefixKey)/\(lower)", "\(target.providerKey)/\(lower)", of: target)
    }

    /// Whether a model is among those that may be used, by one of its two names in lower case.
    private func has(_ key: String, _ providerKey: String, of target: Target) -> Bool {
        guard let models else { return true }
        return models.matches(key, prefix: target.prefixKey)
            || models.matches(providerKey, prefix: target.providerKey)
    }

    private static func compiled(_ patterns: [String]) -> NamePatterns? {
        guard !patterns.isEmpty else { return nil }
        let compiled = NamePatterns(patterns)
        return compiled.matchesAll ? nil : compiled
    }
}
