extension RouteReport {
    /// Something was used, or may have been: the provider had begun to answer, or had the request when it was given up.
    ///
    /// Only then is the call charged, in budgets and in the ledger.
    public var wasAnswered: Bool {
        failure == .none || 200..<300 ~= status || usage.map { $0.source != .none } ?? false
    }
}
