internal import IPC

/// How much of the bodies of a request is recorded: a key's own choice wins over the settings'.
struct RecordedBodies {
    /// Bytes of one body where the settings do not say.
    private static let usual: UInt32 = 64 << 10
    /// Most bytes of one body, whatever the settings say.
    private static let most: UInt32 = 256 << 10

    /// Of each body, where bodies are recorded.
    private let bytes: UInt32
    /// For keys that do not say otherwise.
    private let isUsual: Bool
    /// Keys that do.
    private let choices: [String: Bool]
    /// Nobody records anything, which needs no look at the key.
    private let isOff: Bool

    init(_ settings: LedgerSettings?, _ keys: [ClientKey]) {
        let wanted = settings?.bodyBytes ?? 0
        bytes = min(wanted > 0 ? wanted : Self.usual, Self.most)
        isUsual = settings?.recordBodies ?? false
        choices = Dictionary(
            keys.compactMap { key in key.recordBodies.map { (key.id, $0) } },
            uniquingKeysWith: { first, _ in first })
        isOff = !isUsual && !choices.values.contains(true)
    }

    /// Bytes of each body of a request of a key that are recorded; 0 for none.
    ///
    /// `keyID` is empty for a request without a key.
    func bytes(of keyID: String) -> UInt32 {
        guard !isOff else { return 0 }
        return choices[keyID] ?? isUsual ? bytes : 0
    }
}
