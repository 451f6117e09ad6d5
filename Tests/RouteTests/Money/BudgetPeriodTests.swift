import IPC
import Testing
import TimeZones

@testable import Route

/// Budgets over the borders of periods, set clocks, other configurations and restarts.
@Suite struct BudgetPeriodTests {
    private let spender = Spender.example()

    /// A border of a period: the last second before it, and the first of it.
    struct Border: Sendable {
        var zone: String
        var period: WindowKind
        var last: String
        var first: String
    }

    @Test(arguments: [
        Border(
            zone: "Europe/Berlin", period: .day, last: "2026-10-25T22:59:59",
            first: "2026-10-25T23:00:00"),
        Border(
            zone: "Europe/Berlin", period: .day, last: "2028-02-28T22:59:59",
            first: "2028-02-28T23:00:00"),
        Border(
            zone: "Europe/Berlin", period: .day, last: "2028-02-29T22:59:59",
            first: "2028-02-29T23:00:00"),
        Border(
            zone: "Europe/Berlin", period: .week, last: "2026-03-29T21:59:59",
            first: "2026-03-29T22:00:00"),
        Border(
            zone: "Europe/Berlin", period: .month, last: "2026-10-31T22:59:59",
            first: "2026-10-31T23:00:00"),
        Border(
            zone: "America/Sao_Paulo", period: .day, last: "2017-10-15T02:59:59",
            first: "2017-10-15T03:00:00"),
        Border(
            zone: "Asia/Beirut", period: .day, last: "2026-03-28T21:59:59",
            first: "2026-03-28T22:00:00"),
    ])
    func aBudgetBeginsAnewWithItsPeriod(_ border: Border) throws {
        var time = MoneyTime(border.last)
        let calendar = try MoneyTime.calendar(border.zone)
        let book = BudgetBook.example(
            [.example(period: border.period)], calendar: calendar, at: time.moment)
        book.spend(.dollars(1_000), by: spender, at: time.moment)
        let verdict = book.verdict(for: spender, reserving: .dollars(1), at: time.moment)
        #expect(verdict.exhaustion?.resets == MoneyTime.wall(border.first))
        time.pass(to: border.first)
        #expect(book.verdict(for: spender, reserving: .dollars(1_000), at: time.moment) == .free)
        #expect(book.spent(at: time.moment) == 0)
    }

    @Test func aCallIsBookedInThePeriodInWhichItEnds() {
        var time = MoneyTime("2026-11-29T23:59:59")
        let book = BudgetBook.example([.example()], at: time.moment)
        #expect(
            book.reserve(id: 1, for: spender, amount: .dollars(800), at: time.moment) == .free)
        time.pass(to: "2026-11-30T00:00:00")
        // The call under way takes its room in the new period already.
        #expect(book.verdict(for: spender, reserving: .dollars(201), at: time.moment) != .free)
        book.settle(id: 1, cost: .dollars(300), at: time.moment)
        #expect(book.spent(at: time.moment) == 300)
    }

    @Test func aClockSetBackNeverGivesMoneyBack() {
        var time = MoneyTime("2026-11-29T23:00:00")
        let book = BudgetBook.example([.example()], at: time.moment)
        book.spend(.dollars(1_000), by: spender, at: time.moment)
        for text in ["2026-11-29T01:00:00", "2026-11-28T12:00:00", "1970-01-01T00:00:10"] {
            time.set(to: text)
            #expect(book.verdict(for: spender, reserving: .dollars(1), at: time.moment) != .free)
        }
        time.set(to: "2026-11-29T23:59:59")
        #expect(book.spent(at: time.moment) == 1_000)
        time.pass(to: "2026-11-30T00:00:00")
        #expect(book.spent(at: time.moment) == 0)
    }

    @Test func aClockSetForwardsBeginsOnePeriodAnew() {
        var time = MoneyTime("2026-11-29T23:00:00")
        let book = BudgetBook.example([.example(period: .month)], at: time.moment)
        book.spend(.dollars(1_000), by: spender, at: time.moment)
        time.set(to: "2031-05-05T00:00:00")
        #expect(book.spent(at: time.moment) == 0)
        book.spend(.dollars(400), by: spender, at: time.moment)
        time.set(to: "2026-11-29T23:00:01")
        #expect(book.spent(at: time.moment) == 1_000)
        time.pass(to: "2026-12-01T00:00:00")
        #expect(book.spent(at: time.moment) == 0)
    }

    @Test func whatWasSpentOutlivesAConfiguration() {
        let noon = MoneyTime("2026-11-29T12:00:00").moment
        let book = BudgetBook.example([.example(), .example("gone")], at: noon)
        #expect(book.reserve(id: 1, for: spender, amount: .dollars(300), at: noon) == .free)
        book.spend(.dollars(500), by: spender, at: noon)
        book.configure(
            [.example("new"), .example(limit: 700, action: .next)], calendar: .utc, at: noon)
        #expect(book.spent(at: noon) == 500)
        let verdict = book.verdict(for: spender, reserving: .dollars(1), at: noon)
        #expect(verdict.exhaustion?.action == .next)
        // A call from before is booked in what counts it now.
        book.settle(id: 1, cost: .dollars(100), at: noon)
        #expect(book.spent(at: noon) == 600)
        #expect(book.spent("new", at: noon) == 100)
        #expect(book.spent("gone", at: noon) == nil)
        #expect(book.state(at: noon).allSatisfy { $0.reserved == 0 })
        book.configure([.example(period: .week)], calendar: .utc, at: noon)
        #expect(book.state(at: noon).isEmpty)
    }

    @Test func anotherZoneKeepsWhatWasSpent() throws {
        let evening = MoneyTime("2026-11-29T22:30:00").moment
        let book = BudgetBook.example([.example()], at: evening)
        book.spend(.dollars(500), by: spender, at: evening)
        let calendar = try MoneyTime.calendar("Europe/Berlin")
        book.configure([.example()], calendar: calendar, at: evening)
        #expect(book.spent(at: evening) == 500)
        #expect(
            book.state(at: evening).map(\.resets) == [MoneyTime.wall("2026-11-29T23:00:00")])
    }

    // MARK: Restart

    @Test func accountsOutliveARestart() {
        var time = MoneyTime("2026-11-29T12:00:00")
        let budgets = [Budget.example(), .example("each", .key, "*", period: .month)]
        let book = BudgetBook.example(budgets, at: time.moment)
        book.spend(.dollars(900), by: spender, at: time.moment)
        time.pass(to: "2026-11-30T12:00:00")
        book.spend(.dollars(50), by: .example(key: "bob"), at: time.moment)
        book.spend(.unknown, by: spender, at: time.moment)
        #expect(book.reserve(id: 7, for: spender, amount: .dollars(20), at: time.moment) == .free)
        var expected = book.state(at: time.moment)
        for index in expected.indices { expected[index].reserved = 0 }

        let later = BudgetBook.example(budgets, at: time.moment)
        later.restore(book.rows().shuffled(), at: time.moment)
        #expect(later.state(at: time.moment) == expected)
        #expect(later.rows() == book.rows())
        #expect(later.takeWarnings().isEmpty)
        // The call from before the restart is not known, and booked all the same.
        #expect(!later.settle(id: 7, cost: .dollars(20), at: time.moment))
        later.spend(.dollars(20), by: spender, at: time.moment)
        #expect(later.spent(at: time.moment) == 70)
        // The day before is known still.
        time.set(to: "2026-11-29T23:00:00")
        #expect(later.spent(at: time.moment) == 900)
    }

    @Test func aRestartAfterThePeriodBeginsAnew() {
        let noon = MoneyTime("2026-11-29T12:00:00").moment
        let book = BudgetBook.example([.example()], at: noon)
        book.spend(.dollars(900), by: spender, at: noon)
        let later = MoneyTime("2027-03-01T00:00:00").moment
        let next = BudgetBook.example([.example()], at: later)
        next.restore(book.rows(), at: later)
        #expect(next.spent(at: later) == 0)
    }

    @Test func rowsOfOtherBudgetsArePassedOver() {
        let noon = MoneyTime("2026-11-29T12:00:00").moment
        let book = BudgetBook.example([.example("a"), .example("b", period: .week)], at: noon)
        book.spend(.dollars(9), by: spender, at: noon)
        var rows = book.rows()
        rows.append(MoneyRow(book: .budget, owner: "c", subject: "", form: "0/day"))
        let next = BudgetBook.example([.example("a"), .example("b", period: .month)], at: noon)
        next.restore(rows, at: noon)
        #expect(next.spent("a", at: noon) == 9)
        #expect(next.spent("b", at: noon) == nil)
    }

    @Test func changedRowsReplaceThoseOfTheirName() {
        var time = MoneyTime("2026-11-29T12:00:00")
        let book = BudgetBook.example([.example("each", .key, "*")], at: time.moment)
        var kept: [String: MoneyRow] = [:]
        var random = SplitMix(seed: 5)
        for step in 0..<500 {
            let key = "\(Int.random(in: 0..<5, using: &random))"
            book.spend(.dollars(1), by: .example(key: key), at: time.moment)
            if step % 3 == 0 {
                time.moment = time.moment.after(UInt64.random(in: 0...(20 << 40), using: &random))
            }
            if step % 7 == 0 { _ = book.state(at: time.moment) }
            for row in book.takeChangedRows() { kept["\(row.subject)/\(row.isPrevious)"] = row }
        }
        #expect(book.takeChangedRows().isEmpty)
        let all = Dictionary(
            uniqueKeysWithValues: book.rows().map { ("\($0.subject)/\($0.isPrevious)", $0) })
        #expect(kept == all)
    }
}
