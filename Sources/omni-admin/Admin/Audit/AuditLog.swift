internal import Logging
internal import Store

/// Writes down each change and each refusal of access.
final class AuditLog {
    private let store: AdminStore
    private let log: Logger
    private let clock: () -> Int64
    private var minute: Int64 = 0
    private var refusalsOfMinute = 0
    private var unwritten = 0
    private var rowsUntilTrim = 0
    /// Told of each row that was written here.
    var whenWritten: ((AuditEntry) -> Void)?

    /// After how many rows old ones are looked for: fewer than may go then.
    private static let trimEvery = Limits.auditTrimmedRows / 2

    init(store: AdminStore, log: Logger, clock: @escaping () -> Int64) {
        self.store = store
        self.log = log
        self.clock = clock
    }

    /// Writes down how a request ended, where it changed something or was refused.
    ///
    /// - Parameters:
    ///   - request: What was asked, and by whom.
    ///   - status: That of the answer.
    ///   - note: What the operation says that it did.
    ///   - changesNothing: The operation says that there is nothing to write down.
    ///   - row: The row that was kept together with the change, where one was; no other is written then.
    func note(
        _ request: AuditedRequest, _ status: Int, _ note: AuditNote?, changesNothing: Bool,
        kept row: AuditEntry? = nil
    ) {
        let now = clock()
        if let row { return correct(row, status, now) }
        let isRefusal = AuditEntry.isRefusal(status)
        guard isRefusal || request.changes && !changesNothing && Self.mayHaveChanged(status) else {
            return
        }
        if isRefusal, !takesRefusal(now) { return }
        var detail = note?.detail ?? ""
        if isRefusal, unwritten > 0 {
            detail += "\(detail.isEmpty ? "" : "; ")\(unwritten) more refusals before this one"
            unwritten = 0
        }
        var entry = AuditEntry(
            time: now, actor: request.actor, address: request.address,
            action: Self.cut(note?.action ?? request.name), subject: Self.cut(note?.subject ?? ""),
            detail: Self.cut(detail), status: status, requestID: request.id)
        do throws(StoreError) {
            entry.id = try store.addAudit(entry)
            whenWritten?(entry)
            try trim(now)
        } catch {
            // The change is made: what is lost here is at least in the journal.
            lost(entry, error)
        }
    }

    /// A row that is there already says what its change comes to; only the client may have been told something else.
    private func correct(_ row: AuditEntry, _ status: Int, _ now: Int64) {
        do throws(StoreError) {
            if row.status != status { try store.setAuditStatus(status, of: row.id) }
            try trim(now)
        } catch {
            lost(row, error)
        }
    }

    private func lost(_ entry: AuditEntry, _ error: StoreError) {
        log.error(
            "audit log not written",
            metadata: [
                "error": "\(error)", "request_id": "\(entry.requestID)",
                "action": "\(entry.action)", "actor": "\(entry.actor)",
            ])
    }

    /// Writes down of how many refusals no row speaks; before the store closes, since nothing else keeps the number.
    func close() {
        guard unwritten > 0 else { return }
        var entry = AuditEntry(
            time: clock(), actor: "various", address: "", action: "access.refused", subject: "",
            detail: "\(unwritten) more refusals", status: 403, requestID: "")
        unwritten = 0
        do throws(StoreError) {
            entry.id = try store.addAudit(entry)
            whenWritten?(entry)
        } catch {
            lost(entry, error)
        }
    }

    /// What failed on the way may have changed something; what was refused has not.
    private static func mayHaveChanged(_ status: Int) -> Bool {
        (200..<300).contains(status) || status >= 500
    }

    private func takesRefusal(_ now: Int64) -> Bool {
        if now / 60_000_000 != minute {
            minute = now / 60_000_000
            refusalsOfMinute = 0
        }
        refusalsOfMinute += 1
        guard refusalsOfMinute <= Limits.refusalsPerMinute else {
            unwritten += 1
            return false
        }
        return true
    }

    private func trim(_ now: Int64) throws(StoreError) {
        rowsUntilTrim -= 1
        guard rowsUntilTrim < 0 else { return }
        rowsUntilTrim = Self.trimEvery
        try store.trimAudit(now: now)
    }

    /// Text of at most so many bytes as a row takes, whole characters only.
    static func cut(_ text: String) -> String {
        guard text.utf8.count > Limits.auditTextBytes else { return text }
        var end = text.utf8.index(text.startIndex, offsetBy: Limits.auditTextBytes)
        while end > text.startIndex, end.samePosition(in: text.unicodeScalars) == nil {
            end = text.utf8.index(before: end)
        }
        return String(text[..<end])
    }
}

/// What the audit log wants to know of a request.
struct AuditedRequest: Equatable, Sendable {
    let id: String
    /// "POST /api/connections": the method and the template.
    let name: String
    /// Whether it was made to change something.
    let changes: Bool
    /// Who made it.
    let actor: String
    /// Where from.
    let address: String
}
