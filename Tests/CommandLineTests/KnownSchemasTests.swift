import Testing

@testable import OmniCommand

/// The schemas that this program knows are those that the daemons have.
@Suite struct KnownSchemasTests {
    private static let sources =
        String(#filePath)
        .split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" } + "/Sources"

    /// The text between `start` and the next line that is `end`.
    private func part(_ path: String, from start: String, to end: String) throws -> [Substring] {
        let text = try #require(SmallFile.read("\(Self.sources)/\(path)"))
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let first = try #require(lines.firstIndex { $0.contains(start) })
        let last = try #require(lines[first...].firstIndex { $0 == end })
        return Array(lines[first...last])
    }

    @Test(arguments: [
        (DaemonName.egress, "omni-egress/Egress/Vault/VaultSchema.swift"),
        (.logd, "omni-logd/Logd/Ledger/LedgerBase.swift"),
        (.admin, "omni-admin/Admin/Store/AdminSchema.swift"),
    ])
    func listsOfStatements(daemon: DaemonName, path: String) throws {
        let lines = try part(path, from: "static let migrations", to: "    ]")
        // Each has two lines with quotation marks.
        let steps = lines.count { $0.contains("\"\"\"") } / 2
        #expect(KnownSchemas.version(of: daemon) == steps)
    }

    @Test func stepsOfDays() throws {
        let text = try #require(
            SmallFile.read("\(Self.sources)/omni-logd/Logd/Ledger/DaySchema.swift"))
        let start = try #require(text.firstRange(of: "static let migrations = ["))
        let list = text[start.upperBound...].prefix { $0 != "]" }
        let steps = list.split(separator: ",").count { $0.contains { !$0.isWhitespace } }
        #expect(KnownSchemas.day == steps)
    }

    @Test func stepsOfRoute() throws {
        let lines = try part(
            "omni-route/Route/Store/Schema.swift", from: "static var migrations", to: "    }")
        let text = lines.joined()
        let steps =
            text.split(separator: ".sql(").count - 1 + text.split(separator: ".work(").count - 1
        #expect(KnownSchemas.version(of: .route) == steps)
    }
}
