/// How things stand, as far as it outlives the process.
struct Standing {
    /// Rests, locks and breakers.
    var health: [HealthRow] = []
    /// Budgets and quotas.
    var money: [MoneyRow] = []
    /// Leases of earlier processes whose report has been taken over.
    var reported: Set<UInt64> = []
    /// The last lease that earlier processes are known to have given: what they gave after it is counted nowhere yet.
    var issued: UInt64 = 0
}

/// What of it has changed.
struct StandingChange {
    /// All rows of the accounts and providers that have changed, by key.
    var health: [String: [HealthRow]] = [:]
    /// Rows that have changed.
    var money: [MoneyRow] = []
    /// Leases whose report has been taken over.
    var reported: [UInt64] = []
    /// The last lease given; no change by itself.
    var issued: UInt64 = 0
    /// Decisions about requests that are over.
    var traces: [KeptTrace] = []

    /// Nothing has changed.
    var isEmpty: Bool {
        health.isEmpty && money.isEmpty && reported.isEmpty && traces.isEmpty
    }
}
