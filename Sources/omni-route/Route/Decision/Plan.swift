internal import IPC

/// What a name stands for: connections and models in the order of a strategy, before anything is known about who may now.
///
/// Made once for a name and kept until the configuration or a model list changes.
final class Plan {
    /// The name that was asked for.
    let name: String
    /// The combo that it leads to; empty without one.
    let combo: String
    /// The combo and the aliases that lead here, without patterns: names that the user has configured, which a key may be
    /// allowed as such.
    let configuredNames: [String]
    /// What the combo says.
    let options: PlanOptions
    /// Order of the entries.
    let strategy: Strategy
    /// Requests that stay with one entry when they take turns.
    let sticky: UInt32
    /// At least one.
    let entries: [PlanEntry]
    /// Entries of the combo that nobody serves.
    let unserved: [String]
    /// All candidates, nested ones included, as configured.
    let candidates: [Candidate]
    /// Whether keys may use it by its name.
    private var namings = ScopeMemo<Bool>()

    /// The plan of a name that leads to connections.
    init(name: String, aliases: [String] = [], accounts: AccountGroup) {
        self.name = name
        combo = ""
        configuredNames = aliases
        options = PlanOptions()
        strategy = .priority
        sticky = 1
        entries = [PlanEntry(position: 0, weight: 1, body: .accounts(accounts))]
        unserved = []
        candidates = accounts.candidates
    }

    /// The plan of a name that leads to a combo.
    init(
        name: String, aliases: [String] = [], combo: Combo, entries: [PlanEntry], unserved: [String]
    ) {
        self.name = name
        self.combo = combo.name
        configuredNames = [combo.name] + aliases
        options = PlanOptions(
            attempts: combo.attempts, firstTokenMs: combo.firstTokenMs, idleMs: combo.idleMs,
            hold: combo.hold)
        strategy = combo.strategy
        sticky = max(1, combo.sticky)
        self.entries = entries
        self.unserved = unserved
        candidates = entries.flatMap(\.candidates)
    }

    /// Attempts that a request may make in all.
    ///
    /// By default one for each candidate and one more, since one of them may be asked again after a failure that may pass;
    /// at least three, for whom there is only one.
    var attempts: UInt32 {
        if options.attempts > 0 { return min(options.attempts, Limits.attempts) }
        return min(max(Limits.attemptsAlone, UInt32(candidates.count) + 1), Limits.attempts)
    }

    /// Whether a key may use it by its name, and with it all that it leads to.
    func isNamed(by scope: KeyScope) -> Bool {
        guard scope.boundsModels else { return !configuredNames.isEmpty }
        return namings.value(of: scope) { configuredNames.contains { scope.allows(name: $0) } }
    }

    /// The candidate of a connection and model.
    func candidate(connectionID: String, model: String) -> Candidate? {
        for entry in entries {
            let found = entry.candidate(connectionID: connectionID, model: model)
            if let found { return found }
        }
        return nil
    }
}
