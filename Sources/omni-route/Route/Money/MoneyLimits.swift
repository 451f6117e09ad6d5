/// What bounds the memory that prices, budgets and quotas take.
enum MoneyLimits {
    /// Accounts of all budgets together.
    ///
    /// Subjects are names of the configuration, not of clients. Accounts that hold nothing make room;
    /// beyond that, all further subjects of a budget share one account.
    static let budgetAccounts = 65_536
    /// Nanoseconds between two searches for accounts that hold nothing.
    static let searchInterval: UInt64 = 60 * 1_000_000_000
    /// Calls that may hold a reservation; the oldest is settled as of unknown cost for a new one.
    static let reservations = Limits.leases + Limits.elderLeases
    /// Nanoseconds a reservation lasts at least; then the call counts as one of unknown cost.
    static let reservationLifetime: UInt64 = 30 * 60 * 1_000_000_000
    /// Warnings that wait to be taken; further ones are dropped, the state still shows them.
    static let warnings = 1_024
    /// Quota windows of one account; further ones are left out.
    static let quotaWindows = 16
    /// Readings of one order about quotas that are looked at; further ones are left out.
    static let quotaReadings = 64
    /// Microseconds until the latest reset that a provider is believed: a month and some days.
    static let longestWindowMicroseconds: Int64 = 35 * 86_400 * 1_000_000
    /// Most tokens that are set aside for an answer when the client does not bound it.
    static let unboundedOutputTokens: UInt64 = 16_000
    /// Most tokens that are set aside for an answer: a client that names a huge bound must not hold a whole budget.
    static let mostOutputTokens: UInt64 = 128_000
    /// Bytes of a zone's file; those of the time zone database have a few thousand.
    static let zoneFileBytes = 65_536
    /// Bytes of a zone's name.
    static let zoneNameBytes = 64
}
