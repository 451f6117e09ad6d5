import IPC
import Testing
import TimeZones

@testable import Route

/// Which calls budgets let through, and what is booked.
@Suite struct BudgetBookTests {
    private let noon = MoneyTime("2026-11-29T12:00:00").moment

    @Test func whatIsSpentAndSetAsideNeverExceedsTheLimit() {
        let book = BudgetBook.example([.example()], at: noon)
        let spender = Spender.example()
        #expect(book.reserve(id: 1, for: spender, amount: .dollars(600), at: noon) == .free)
        #expect(book.reserve(id: 2, for: spender, amount: .dollars(400), at: noon) == .free)
        let third = book.reserve(id: 3, for: spender, amount: .dollars(1), at: noon)
        #expect(
            third.exhaustion
                == BudgetExhaustion(
                    name: "all", subject: "", action: .refuse, cause: .reserved,
                    resets: MoneyTime.wall("2026-11-30T00:00:00")))
        #expect(book.settle(id: 1, cost: .dollars(100), at: noon))
        #expect(book.reserve(id: 3, for: spender, amount: .dollars(500), at: noon) == .free)
        #expect(book.state(at: noon).map(\.spent) == [100])
        #expect(book.state(at: noon).map(\.reserved) == [900])
        #expect(book.openCalls == 2)
    }

    @Test func theCauseSaysWhetherWaitingHelps() {
        let book = BudgetBook.example([.example()], at: noon)
        let spender = Spender.example()
        book.spend(.dollars(900), by: spender, at: noon)
        let spent = book.verdict(for: spender, reserving: .dollars(200), at: noon).exhaustion
        #expect(spent?.cause == .spent)
        // Twelve hours on the monotonic clock.
        #expect(
            spent?.obstacle(at: noon)
                == Obstacle(
                    .budgetExhausted, until: noon.now + 43_200_000_000_000, status: 429,
                    isFinal: true))
        let dear = book.verdict(for: spender, reserving: .dollars(1_001), at: noon).exhaustion
        #expect(dear?.cause == .tooDear)
        #expect(dear?.obstacle(at: noon) == Obstacle(.budgetExhausted, status: 429))
        #expect(book.reserve(id: 1, for: spender, amount: .dollars(100), at: noon) == .free)
        let reserved = book.verdict(for: spender, reserving: .dollars(50), at: noon).exhaustion
        #expect(reserved?.cause == .reserved)
        #expect(reserved?.obstacle(at: noon) == Obstacle(.budgetExhausted, status: 429))
    }

    @Test func aCallThatCostsMoreThanExpectedIsBookedInFull() {
        let book = BudgetBook.example([.example()], at: noon)
        let spender = Spender.example()
        #expect(book.reserve(id: 1, for: spender, amount: .dollars(900), at: noon) == .free)
        book.settle(id: 1, cost: .dollars(1_500), at: noon)
        #expect(book.spent(at: noon) == 1_500)
        #expect(book.verdict(for: spender, reserving: .dollars(1), at: noon) != .free)
        #expect(book.verdict(for: spender, reserving: .dollars(0), at: noon) == .free)
    }

    @Test func anUnknownCostIsCountedAndShown() {
        let book = BudgetBook.example([.example()], at: noon)
        let spender = Spender.example()
        #expect(book.reserve(id: 1, for: spender, amount: .unknown, at: noon) == .free)
        book.settle(id: 1, cost: .unknown, at: noon)
        #expect(book.state(at: noon).map(\.unknownCalls) == [1])
        #expect(book.spent(at: noon) == 0)
        book.spend(.dollars(1_000), by: spender, at: noon)
        #expect(
            book.verdict(for: spender, reserving: .unknown, at: noon).exhaustion?.cause == .spent)
    }

    @Test func notionalCostsDoNotTouchBudgets() {
        let book = BudgetBook.example([.example(limit: 0)], at: noon)
        let spender = Spender.example()
        let notional = Charge(picodollars: 5_000, isNotional: true)
        #expect(book.reserve(id: 1, for: spender, amount: notional, at: noon) == .free)
        #expect(book.settle(id: 1, cost: notional, at: noon))
        let unpriced = Charge(picodollars: nil, isNotional: true)
        #expect(book.reserve(id: 2, for: spender, amount: unpriced, at: noon) == .free)
        #expect(book.settle(id: 2, cost: unpriced, at: noon))
        #expect(book.reserve(id: 3, for: spender, amount: notional, at: noon) == .free)
        #expect(book.settle(id: 3, cost: .unknown, at: noon))
        #expect(book.state(at: noon).map(\.spent) == [0])
        #expect(book.state(at: noon).map(\.unknownCalls) == [0])
        #expect(book.verdict(for: spender, reserving: .dollars(1), at: noon) != .free)
    }

    @Test func releasedAndRepeatedCallsLeaveNothing() {
        let book = BudgetBook.example([.example()], at: noon)
        let spender = Spender.example()
        #expect(book.reserve(id: 1, for: spender, amount: .dollars(900), at: noon) == .free)
        #expect(book.reserve(id: 1, for: spender, amount: .dollars(950), at: noon) == .free)
        #expect(book.state(at: noon).map(\.reserved) == [950])
        book.release(id: 1)
        #expect(book.state(at: noon).map(\.reserved) == [0])
        #expect(!book.settle(id: 1, cost: .dollars(5), at: noon))
        #expect(book.spent(at: noon) == 0)
    }

    @Test func scopesCountWhatIsTheirs() {
        let book = BudgetBook.example(
            [
                .example("total"), .example("alice", .key, "alice"),
                .example("byID", .key, "k-bob"), .example("openai", .provider, "openai"),
                .example("free", .tier, "free"), .example("work", .connection, "work"),
            ], at: noon)
        book.spend(.dollars(1), by: .example(), at: noon)
        book.spend(.dollars(10), by: .example(key: "bob", tier: .free), at: noon)
        book.spend(.dollars(100), by: .example(key: "carol", provider: "groq"), at: noon)
        book.spend(
            .dollars(200), by: .example(provider: "openai", connection: "home"), at: noon)
        let spent = Dictionary(
            uniqueKeysWithValues: book.state(at: noon).map { ($0.name, $0.spent) })
        #expect(
            spent == [
                "total": 311, "alice": 201, "byID": 10, "openai": 211, "free": 10, "work": 111,
            ])
    }

    @Test func aStarGivesEachSubjectItsOwnAccount() {
        let book = BudgetBook.example([.example("each", .key, "*")], at: noon)
        let alice = Spender.example(key: "alice")
        let bob = Spender.example(key: "bob")
        #expect(book.reserve(id: 1, for: alice, amount: .dollars(1_000), at: noon) == .free)
        #expect(book.reserve(id: 2, for: bob, amount: .dollars(999), at: noon) == .free)
        let refused = book.verdict(for: alice, reserving: .dollars(1), at: noon).exhaustion
        #expect(refused?.subject == "alice")
        #expect(book.state(at: noon).map(\.subject) == ["alice", "bob"])
    }

    @Test func aRefusalGoesBeforePassingOver() {
        let spender = Spender.example()
        let book = BudgetBook.example(
            [
                .example("next", period: .month, limit: 5, action: .next),
                .example("pay", limit: 5, action: .paymentRequired),
                .example("refuse", period: .week, limit: 5, action: .refuse),
            ], at: noon)
        book.spend(.dollars(5), by: spender, at: noon)
        #expect(
            book.verdict(for: spender, reserving: .dollars(1), at: noon).exhaustion?.name == "pay")
        // Noon of a Sunday: day and week end together; later in the week they do not.
        var later = MoneyTime("2026-12-01T12:00:00")
        book.spend(.dollars(5), by: spender, at: later.moment)
        #expect(
            book.verdict(for: spender, reserving: .dollars(1), at: later.moment).exhaustion?.name
                == "refuse")
        later.pass(to: "2026-12-07T00:00:00")
        #expect(
            book.verdict(for: spender, reserving: .dollars(1), at: later.moment).exhaustion?.name
                == "next")
    }

    @Test func theActionSaysWhatBecomesOfTheRequest() {
        let spender = Spender.example()
        let expected: [(BudgetAction, UInt32, Bool)] = [
            (.next, 429, false), (.refuse, 429, true), (.paymentRequired, 402, true),
        ]
        for (action, status, isFinal) in expected {
            let book = BudgetBook.example([.example(action: action)], at: noon)
            book.spend(.dollars(1_000), by: spender, at: noon)
            let obstacle = book.verdict(for: spender, reserving: .dollars(1), at: noon)
                .exhaustion?.obstacle(at: noon)
            #expect(obstacle?.status == status)
            #expect(obstacle?.isFinal == isFinal)
        }
    }

    @Test func eightyPercentIsAWarningOnceInAPeriod() {
        let book = BudgetBook.example([.example()], at: noon)
        let spender = Spender.example()
        book.spend(.dollars(799), by: spender, at: noon)
        #expect(book.takeWarnings().isEmpty)
        book.spend(.dollars(1), by: spender, at: noon)
        book.spend(.dollars(300), by: spender, at: noon)
        #expect(book.takeWarnings().map(\.spent) == [800])
        #expect(book.takeWarnings().isEmpty)
        #expect(book.state(at: noon).map(\.isWarning) == [true])
        #expect(book.state(at: noon).map(\.isExhausted) == [true])
        let tomorrow = MoneyTime("2026-11-30T00:00:00").moment
        book.spend(.dollars(900), by: spender, at: tomorrow)
        #expect(book.takeWarnings().map(\.spent) == [900])
    }

    @Test func callsWithoutEndAreSettledAsUnknown() {
        let book = BudgetBook.example([.example()], at: noon)
        let spender = Spender.example()
        #expect(book.reserve(id: 1, for: spender, amount: .dollars(1_000), at: noon) == .free)
        book.expire(at: noon.after(MoneyLimits.reservationLifetime - 1))
        #expect(book.openCalls == 1)
        let late = noon.after(MoneyLimits.reservationLifetime)
        book.expire(at: late)
        #expect(book.openCalls == 0)
        #expect(book.state(at: late).map(\.reserved) == [0])
        #expect(book.state(at: late).map(\.unknownCalls) == [1])
    }

    @Test func theOldestCallGoesWhenThereAreTooMany() {
        let book = BudgetBook.example([.example(limit: .max)], at: noon)
        let count = MoneyLimits.reservations + 10
        for id in 0..<UInt64(count) {
            _ = book.reserve(id: id, for: .example(), amount: .dollars(2), at: noon)
        }
        #expect(book.openCalls == MoneyLimits.reservations)
        #expect(!book.settle(id: 9, cost: .dollars(1), at: noon))
        #expect(book.settle(id: 10, cost: .dollars(1), at: noon))
        #expect(book.state(at: noon).map(\.unknownCalls) == [10])
    }

    @Test func subjectsAreBounded() {
        let book = BudgetBook.example([.example("each", .key, "*")], at: noon)
        for number in 0..<MoneyLimits.budgetAccounts {
            book.spend(.dollars(1), by: .example(key: "\(number)"), at: noon)
        }
        for number in 0..<5 {
            book.spend(.dollars(100), by: .example(key: "late \(number)"), at: noon)
        }
        let accounts = book.state(at: noon)
        #expect(accounts.count == MoneyLimits.budgetAccounts + 1)
        #expect(accounts.first { $0.subject == "*" }?.spent == 500)
        // On the next day those that spend nothing make room.
        let tomorrow = noon.after(86_400_000_000_000)
        book.spend(.dollars(1), by: .example(key: "new"), at: tomorrow)
        #expect(book.state(at: tomorrow).map(\.subject) == ["new"])
    }
    @Test func theSearchForRoomLosesNoAccount() {
        let book = BudgetBook.example([.example("each", .key, "*")], at: noon)
        for number in 0..<MoneyLimits.budgetAccounts {
            _ = book.verdict(for: .example(key: "\(number)"), reserving: .dollars(1), at: noon)
        }
        // The account of the first budget is there and empty, that of the second needs room.
        book.configure(
            [.example("each", .key, "*"), .example("new", .key, "*")], calendar: .utc, at: noon)
        book.spend(.dollars(7), by: .example(key: "5"), at: noon)
        book.spend(.dollars(1), by: .example(key: "5"), at: noon)
        #expect(book.state(at: noon).map(\.spent) == [8, 8])
    }
}
