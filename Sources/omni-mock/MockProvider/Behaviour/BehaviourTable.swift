/// Behaviour that holds beyond one request: overrides, and what is used up of `times`.
package struct BehaviourTable: Sendable {
    /// Directives for requests that did not ask for them.
    package struct Override: Sendable, Equatable {
        /// The directives as written.
        package var directives: String
        /// The full or base name of the only model concerned; nil for all.
        package var model: String?
        /// How many requests are left; nil until it is taken back.
        package var remaining: Int?

        /// An override.
        ///
        /// - Parameters:
        ///   - directives: As in a model name, joined by `+`.
        ///   - model: Full or base name of the only model concerned; nil for all.
        ///   - remaining: For how many requests; nil until it is taken back.
        package init(directives: String, model: String? = nil, remaining: Int? = nil) {
            self.directives = directives
            self.model = model
            self.remaining = remaining
        }
    }

    /// The overrides in force, in the order they were given.
    package private(set) var overrides: [Override] = []

    private var used: [String: Int] = [:]

    /// No overrides.
    package init() {}

    /// Takes up an override.
    ///
    /// - Returns: False if there are too many already.
    package mutating func add(_ override: Override) -> Bool {
        guard overrides.count < Limits.overrides else { return false }
        overrides.append(override)
        return true
    }

    /// Ends all overrides, and lets `times` count from the start.
    package mutating func reset() {
        overrides = []
        used = [:]
    }

    /// The directives for a request: the first override that concerns it, used once by this.
    package mutating func take(for model: ModelName) -> String? {
        let index = overrides.firstIndex {
            $0.model == nil || $0.model == model.full || $0.model == model.base
        }
        guard let index else { return nil }
        let text = overrides[index].directives
        if let remaining = overrides[index].remaining {
            overrides[index].remaining = remaining - 1
            if remaining <= 1 { overrides.remove(at: index) }
        }
        return text
    }

    /// The directives of the next request, which is not known yet; nothing is used by this.
    package var next: String? { overrides.first?.directives }

    /// Whether a model with `times` misbehaves once more.
    ///
    /// - Parameters:
    ///   - model: The full name.
    ///   - times: How often it misbehaves in all.
    /// - Returns: Whether it does; by that it has done so once more.
    package mutating func misbehaves(_ model: String, times: Int) -> Bool {
        let count = used[model] ?? 0
        guard count < times else { return false }
        // Forgetting makes some model fail again, which is better than growing.
        if used.count >= Limits.countedModels, count == 0 { used = [:] }
        used[model] = count + 1
        return true
    }
}
