package import IPC
package import Store

/// What questions about the ledger are answered from.
///
/// It lives on the loop that commits; what it hands out are values that other threads may take.
package protocol LedgerSource: AnyObject {
    /// The days there are, oldest first.
    var days: [DayInfo] { get }
    /// The file of a day's recorded bodies; nil without any.
    func bodiesPath(_ day: Int) -> String?
    /// Files of console lines, the newest first.
    var consoleFiles: [String] { get }
    /// The file of derived data.
    var ledgerPath: String { get }
    /// What the user wants, as it came: 0 means a default.
    var settings: LedgerSettings { get }
    /// The number of the newest row; 0 without any.
    var lastSequence: UInt64 { get }
    /// Works on the sums of closed days.
    func withFolds<Result>(
        _ body: (FoldBook) throws(StoreError) -> Result
    ) throws(StoreError) -> Result
    /// How the store stands.
    func facts() -> LedgerFacts
    /// A reader found a day's file damaged: it is looked at, and set aside where that is so.
    func suspect(_ day: Int, _ reason: String)
    /// The oldest day that is to be looked at, and its file; it is no longer on the list then.
    func nextSuspect() -> (day: Int, path: String)?
    /// What such a look has found.
    func looked(at day: Int, _ look: FileLook) throws(StoreError)
}
