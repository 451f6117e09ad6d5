/// The plans of the names asked for lately.
///
/// In two generations: when the new one is full it becomes the old one, and what is asked for again comes back into the new
/// one. So a flood of names that nobody asks for twice costs a name in use one look-up more, and never its plan.
struct PlanMemory {
    private var new: [String: Plan] = [:]
    private var old: [String: Plan] = [:]
    /// Candidates of the plans of the new generation, those that several share counted each time.
    private var places = 0

    /// Plans kept.
    var count: Int { new.count + old.count }

    /// The plan of a name; nil when it is not kept.
    mutating func plan(_ name: String) -> Plan? {
        if let plan = new[name] { return plan }
        guard !old.isEmpty, let plan = old.removeValue(forKey: name) else { return nil }
        keep(plan)
        return plan
    }

    /// Keeps a plan.
    mutating func keep(_ plan: Plan) {
        new[plan.name] = plan
        places += plan.candidates.count
    }

    /// Whether the new generation is full, with so many candidates made for it.
    func isFull(candidates: Int) -> Bool {
        new.count >= Limits.plans || places >= Limits.planPlaces
            || candidates >= Limits.planCandidates
    }

    /// Begins a new generation and forgets the old one.
    mutating func turnOver() {
        old = new
        new = [:]
        places = 0
    }
}
