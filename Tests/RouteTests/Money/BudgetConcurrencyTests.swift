import IPC
import Testing

@testable import Route

/// Ten thousand calls at once, whose ends come in any order.
@Suite struct BudgetConcurrencyTests {
    /// What another bookkeeping, without any cleverness, has for one subject.
    private struct Expected {
        var spent: UInt64 = 0
        var reserved: UInt64 = 0
        var unknown: UInt64 = 0
    }

    @Test(arguments: 1...5 as ClosedRange<UInt64>)
    func sumsAreExactInAnyOrder(seed: UInt64) {
        var random = SplitMix(seed: seed)
        let moment = MoneyTime("2026-11-29T12:00:00").moment
        let limits: [UInt64] = [40_000_000, 9_000_000]
        let book = BudgetBook.example(
            [
                .example("total", limit: limits[0]),
                .example("each", .key, "*", limit: limits[1]),
            ], at: moment)
        var total = Expected()
        var each: [String: Expected] = [:]
        var open: [(id: UInt64, key: String, amount: UInt64)] = []
        var admitted = 0
        for id in 1...10_000 as ClosedRange<UInt64> {
            let key = "key \(UInt64.random(in: 0..<8, using: &random))"
            let amount = UInt64.random(in: 0...10_000, using: &random)
            let verdict = book.reserve(
                id: id, for: .example(key: key), amount: .dollars(amount), at: moment)
            let mine = each[key] ?? Expected()
            let fits =
                amount == 0
                || (total.spent + total.reserved + amount <= limits[0]
                    && mine.spent + mine.reserved + amount <= limits[1])
            #expect((verdict == .free) == fits)
            guard fits else { continue }
            admitted += 1
            total.reserved += amount
            each[key, default: Expected()].reserved += amount
            open.append((id, key, amount))
        }
        #expect(book.openCalls == admitted)
        open.shuffle(using: &random)
        for call in open {
            total.reserved -= call.amount
            each[call.key]?.reserved -= call.amount
            switch Int.random(in: 0..<10, using: &random) {
            case 0: book.release(id: call.id)
            case 1:
                total.unknown += 1
                each[call.key]?.unknown += 1
                book.settle(id: call.id, cost: .unknown, at: moment)
            default:
                let cost = UInt64.random(in: 0...call.amount, using: &random)
                total.spent += cost
                each[call.key]?.spent += cost
                book.settle(id: call.id, cost: .dollars(cost), at: moment)
            }
        }
        check(book.state(at: moment), total, each)
        #expect(book.openCalls == 0)
    }

    private func check(
        _ states: [BudgetState], _ total: Expected, _ each: [String: Expected]
    ) {
        for state in states {
            let expected = state.name == "total" ? total : each[state.subject] ?? Expected()
            #expect(state.spent == expected.spent)
            #expect(state.reserved == 0 && expected.reserved == 0)
            #expect(state.unknownCalls == expected.unknown)
            #expect(state.spent <= state.limit)
        }
        #expect(states.filter { $0.name == "each" }.map(\.spent).reduce(0, +) == total.spent)
    }

    @Test func theLimitHoldsWhileCallsBeginAndEndInTurn() {
        var random = SplitMix(seed: 99)
        var time = MoneyTime("2026-11-29T00:00:00")
        let book = BudgetBook.example([.example(limit: 50_000)], at: time.moment)
        var open: [(id: UInt64, amount: UInt64, expires: UInt64)] = []
        var seen: UInt64 = 0
        var day = time.moment.wall / 86_400_000_000
        var days = 1
        for id in 1...10_000 as ClosedRange<UInt64> {
            time.moment = time.moment.after(UInt64.random(in: 0...60_000_000_000, using: &random))
            book.expire(at: time.moment)
            open.removeAll { $0.expires <= time.moment.now }
            if time.moment.wall / 86_400_000_000 != day {
                day = time.moment.wall / 86_400_000_000
                days += 1
                seen = 0
            }
            let amount = UInt64.random(in: 1...2_000, using: &random)
            let committed = seen + open.map(\.amount).reduce(0, +)
            let verdict = book.reserve(
                id: id, for: .example(), amount: .dollars(amount), at: time.moment)
            #expect((verdict == .free) == (committed + amount <= 50_000))
            if verdict == .free {
                let expires = time.moment.now + MoneyLimits.reservationLifetime
                open.append((id, amount, expires))
            }
            if open.count > 20, let call = open.indices.randomElement(using: &random) {
                let cost = UInt64.random(in: 0...open[call].amount, using: &random)
                #expect(book.settle(id: open[call].id, cost: .dollars(cost), at: time.moment))
                seen += cost
                open.remove(at: call)
            }
            #expect(book.spent(at: time.moment) == seen)
        }
        #expect(days == 4)
    }
}
