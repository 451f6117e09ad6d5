/// Numbers of the ledger's settings that mean something else.
public enum LedgerLimits {
    /// Hours between backups: none are made.
    public static let noBackups = UInt32.max
}
