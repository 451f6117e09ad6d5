import ArgumentParser
import Testing

@testable import OmniCommand

/// Arguments of the commands of the ledger.
@Suite struct LedgerCommandTests {
    /// 2026-11-30T12:00:00Z.
    private let now: Int64 = 1_796_040_000_000_000

    private func parse<Command>(_ type: Command.Type, _ arguments: String...) throws -> Command {
        try #require(try OmniRoute.parseAsRoot(arguments) as? Command)
    }

    private func text(_ query: [APIPath.Parameter]) -> String {
        query.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
    }

    @Test func logsAloneAreRequests() throws {
        let logs = try parse(LogsRequestsCommand.self, "logs", "--json", "-n", "5", "-f")
        #expect(logs.count == 5 && logs.follow && logs.output.format == .jsonl)
        #expect(try parse(LogsRequestsCommand.self, "logs", "--request", "r").id == "r")
        #expect(try parse(LogsRequestsCommand.self, "logs", "requests", "--id", "r").id == "r")
        let attempts = try parse(
            LogsRowsCommand<AttemptTable>.self, "logs", "attempts", "--id", "r")
        #expect(attempts.id == "r" && attempts.count == 20)
        _ = try parse(LogsRowsCommand<CallTable>.self, "logs", "calls")
        let console = try parse(
            LogsConsoleCommand.self, "logs", "console", "--level", "warning", "--daemon", "route")
        #expect(text(console.console.query) == "level=warning&daemon=route")
        _ = try parse(AuditCommand.self, "logs", "audit", "--fields", "time,actor")
        let export = try parse(
            LogsExportCommand.self, "logs", "export", "calls", "--format", "csv", "-o", "x.csv")
        #expect(export.table == "calls" && export.format == .csv && export.output == "x.csv")
        #expect(try parse(LogsExportCommand.self, "logs", "export").table == "requests")
    }

    @Test func filtersBecomeParameters() throws {
        let logs = try parse(
            LogsRequestsCommand.self, "logs", "--since", "2h", "--until", "2026-11-30", "--key",
            "a",
            "--key", "-", "--provider", "openai", "--connection", "work", "--model", "gpt-*",
            "--combo", "c", "--client", "curl", "--endpoint", "chat", "--result", "failed",
            "--status", "502", "--min-cost", "0.1", "--slower-than", "1500ms", "--search", "a b")
        #expect(
            text(logs.filter.query(now: now))
                == "from=2026-11-30T10:00:00.000Z&until=2026-11-30&key=a&key=-"
                + "&provider=openai&connection=work&model=gpt-*&combo=c&client=curl&endpoint=chat"
                + "&result=failed&status=502&min_cost_usd=0.100000000000&min_total_ms=1500&search=a b"
        )
        #expect(text(logs.filter.liveQuery()).hasPrefix("key=a&key=-"))
        let wrong = try parse(LogsRequestsCommand.self, "logs", "--errors")
        #expect(
            text(wrong.filter.query(now: now))
                == "result=refused&result=limited&result=failed&result=broken")
    }

    @Test func tablesRefuseFiltersThatTheyDoNotHave() throws {
        let calls = try parse(
            LogsRowsCommand<CallTable>.self, "logs", "calls", "--since", "1d", "--key", "a")
        let error = try #require(throws: CommandFailure.self) {
            try calls.filter.check(CallTable.filters, of: "calls")
        }
        #expect(error.status == 64 && error.message.hasPrefix("--key is no filter of calls"))
        try calls.filter.check(RequestTable.filters, of: "requests")
    }

    @Test(arguments: [
        ["attempts", "--result", "failed"], ["attempts", "--errors"], ["calls", "--errors"],
        ["console", "--level", "warning", "--daemon", "route"],
    ])
    func tablesHaveTheFiltersThatTheAPIHas(arguments: [String]) throws {
        let export = try #require(
            try OmniRoute.parseAsRoot(["logs", "export"] + arguments) as? LogsExportCommand)
        try export.check()
    }

    @Test func levelsAreOfConsoleLines() throws {
        let export = try parse(LogsExportCommand.self, "logs", "export", "--level", "error")
        let error = try #require(throws: CommandFailure.self) { try export.check() }
        #expect(error.message.hasPrefix("--level is no filter of requests"))
    }

    /// Which day a date is depends on the zone, which the API knows; what is written goes there as it is.
    @Test(arguments: [
        ("90s", "2026-11-30T11:58:30.000Z"), ("90s ago", "2026-11-30T11:58:30.000Z"),
        ("90sago", "2026-11-30T11:58:30.000Z"), ("1w", "2026-11-23T12:00:00.000Z"),
        ("2026-11-30", "2026-11-30"), ("2026-11-30T12:00:00+01:00", "2026-11-30T12:00:00+01:00"),
        ("2026-11-30T12:00:00.123456Z", "2026-11-30T12:00:00.123456Z"),
    ])
    func moments(argument: String, text: String) throws {
        #expect(try #require(TimeArgument(argument: argument)).text(now: now) == text)
    }

    @Test(arguments: [
        "", "ago", " ago", "5 ago", "2026-11-30 ago", "h", "5", "5 m", "-5m", "1y", "2026-13-01",
        "yesterday", "99999999999999w",
    ])
    func noMoments(argument: String) {
        #expect(TimeArgument(argument: argument) == nil)
    }

    @Test func nothingWasBefore1970() {
        #expect(TimeArgument.ago(.max).text(now: now) == "1970-01-01T00:00:00.000Z")
    }

    @Test func sums() throws {
        let usage = try parse(
            UsageCommand.self, "usage", "--by", "key,model", "--by", "tier", "--bucket", "day",
            "--range", "30d", "--zone", "Europe/Berlin", "--key", "a", "--percentiles")
        #expect(
            text(usage.groups.query + usage.span.query(now: now, usual: "7d"))
                == "group=key&group=model&group=tier&bucket=day&key=a&limit=10000"
                + "&range=30d&zone=Europe/Berlin")
        let costs = try parse(CostsCommand.self, "costs", "--since", "2026-11-01")
        #expect(
            text(costs.span.query(now: now, usual: "mtd"))
                == "from=2026-11-01")
        let days = try parse(
            UsageCommand.self, "usage", "--since", "2026-11-28", "--until", "2026-11-29", "--zone",
            "Asia/Tokyo")
        #expect(
            text(days.span.query(now: now, usual: "7d"))
                == "from=2026-11-28&until=2026-11-29&zone=Asia/Tokyo")
        #expect(
            text(try parse(CostsCommand.self, "costs").span.query(now: now, usual: "mtd"))
                == "range=mtd")
        #expect(try parse(ReportCommand.self, "report", "--month", "2026-11").output == .text)
        #expect(try parse(ReportCommand.self, "report", "-o", "markdown").output == .markdown)
    }

    @Test func othersOfTheLedger() throws {
        #expect(try parse(TopCommand.self, "top", "--once").once)
        _ = try parse(LedgerShowCommand.self, "ledger")
        _ = try parse(LedgerCheckCommand.self, "ledger", "check")
        #expect(try parse(LedgerDeleteBodiesCommand.self, "ledger", "delete-bodies", "-y").yes)
        #expect(try parse(ExplainCommand.self, "explain", "r", "--bodies").bodies)
        let backup = try parse(BackupCreateCommand.self, "backup", "--automatic", "--with-history")
        #expect(backup.automatic && backup.withHistory)
        #expect(try parse(BackupListCommand.self, "backup", "list", "--automatic").automatic)
        let refresh = try parse(
            QuotaRefreshCommand.self, "quota", "refresh", "--older-than", "300", "--quiet")
        #expect(refresh.olderThan == 300 && refresh.quiet)
    }

    @Test(arguments: [
        ["logs", "--result", "well"], ["logs", "--result", "ok", "--errors"],
        ["logs", "-f", "-o", "json"], ["logs", "-f", "--until", "1h"], ["logs", "-f", "--id", "r"],
        ["logs", "--since", "soon"], ["logs", "--min-cost", "-1"], ["logs", "--fields", ""],
        ["logs", "console", "--level", "loud"], ["logs", "console", "--daemon", "mock"],
        ["logs", "export", "console", "--level", "loud"],
        ["logs", "export", "bodies"], ["logs", "export", "--format", "xml"],
        ["usage", "--by", "moon"], ["usage", "--by", "key,key"],
        ["usage", "--by", "key,model,tier,result"], ["usage", "--bucket", "year"],
        ["usage", "--range", "8d"], ["usage", "--range", "7d", "--since", "1d"],
        ["usage", "--until", "1d"], ["usage", "-o", "name"], ["report", "--month", "2026-13"],
        ["report", "--month", "november"], ["backup", "--automatic", "-o", "x"],
        ["backup", "list", "d", "--automatic"],
    ])
    func nonsenseIsRefused(arguments: [String]) {
        #expect(throws: (any Error).self) { _ = try OmniRoute.parseAsRoot(arguments) }
    }
}
