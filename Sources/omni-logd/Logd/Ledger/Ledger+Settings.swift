package import IPC
package import Store

extension Ledger {
    /// Takes over settings, for this life and the next; those that are known already cost nothing.
    ///
    /// Settings that are all defaults look like those of a ledger that knows none: they count as told all the same.
    package func apply(_ settings: LedgerSettings) throws(StoreError) {
        try open()
        guard settings != self.settings || !isConfigured else { return }
        try base.perform { (base) throws(StoreError) in try base.keep(settings) }
        self.settings = settings
        isConfigured = true
        policy = LedgerPolicy(settings)
    }

    /// Gives a new file, in place of one that was set aside or taken away, what this life knows and no day tells: the next
    /// life may begin while route is away.
    func complete(_ base: LedgerBase) throws(StoreError) {
        guard isConfigured, try base.settings() == nil else { return }
        try base.keep(settings)
        guard try base.number(.horizon) <= Int64(horizon) else { return }
        try base.keep(.horizon, Int64(horizon) + 1)
    }
}
