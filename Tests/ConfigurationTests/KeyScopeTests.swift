import Configuration
import IPC
import Testing

/// What keys may do, and budgets.
@Suite struct KeyScopeTests {
    private func key(_ fields: String) throws -> ClientKey {
        try load("keys:\n  - {name: k, secret: sk-12345678, \(fields)}\n").route.keys[0]
    }

    @Test func scopes() throws {
        let key = try key(
            "models: [work/*, always-on], providers: [openai], endpoints: [chat, models, count-tokens], enabled: false"
        )
        #expect(key.models == ["work/*", "always-on"])
        #expect(key.providers == ["openai"])
        #expect(key.endpoints == [.chat, .models, .model, .countTokens])
        #expect(key.disabled)
    }

    @Test func rates() throws {
        let key = try key("rates: [100/1m, {requests: 1000, per: 1h}, 5/30s]")
        #expect(
            key.rates == [
                RateWindow(requests: 100, seconds: 60), RateWindow(requests: 1000, seconds: 3600),
                RateWindow(requests: 5, seconds: 30),
            ])
    }

    @Test(arguments: [
        // Compared with `date -u -d ... +%s`.
        ("2027-01-31", 1_801_440_000), ("\"2027-01-31\"", 1_801_440_000),
        ("2027-01-31T18:00:00Z", 1_801_418_400), ("2027-01-31T18:00:00+01:00", 1_801_414_800),
        ("\"2027-01-31t18:00:00.25-00:30\"", 1_801_420_200.25),
        ("2028-02-29T00:00:00Z", 1_835_395_200),
        ("1970-01-01T00:00:01Z", 1), ("2000-12-31", 978_307_200),
    ]) func expiry(text: String, seconds: Double) throws {
        #expect(try key("expires: \(text)").expiresUnixUs == Int64(seconds * 1_000_000))
    }

    @Test func aUserOfThisMachineNeedsNoSecret() throws {
        let key = try load("keys:\n  - {name: build, uid: 1000, rates: [10/1m]}\n").route.keys[0]
        #expect(key.uid == 1000)
        // printf uid:1000 | sha256sum
        #expect(
            key.hash
                == bytes(
                    hex: "abeaaca75e2bf8bcb67e5c69021074059b0f23d7468f07de27cb0b3eae8a7e41"))
    }

    @Test func aShortBudget() throws {
        let route = try load(
            "keys:\n  - {name: k, secret: sk-12345678, budget: {day: 5, month: 50.25}}\n"
        ).route
        #expect(
            route.budgets == [
                Budget(
                    name: "key-k-day", scope: .key, subject: "k", period: .day,
                    limit: 5_000_000_000_000, action: .refuse),
                Budget(
                    name: "key-k-month", scope: .key, subject: "k", period: .month,
                    limit: 50_250_000_000_000, action: .refuse),
            ])
    }

    @Test func budgets() throws {
        let route = try load(
            """
            connections:
              - {name: work, provider: openai}
            keys:
              - {name: k, secret: sk-12345678}
            budgets:
              - {name: all, scope: total, period: month, limit: 12.50}
              - {name: each, scope: key, subject: "*", period: day, limit: 1, action: refuse}
              - {name: k, scope: key, subject: k, period: week, limit: 0.000001, action: payment-required}
              - {name: o, scope: provider, subject: openai, period: day, limit: 2}
              - {name: c, scope: connection, subject: work, period: day, limit: 2}
              - {name: t, scope: tier, subject: api-key, period: day, limit: 2, action: next}
            """
        ).route
        #expect(route.budgets.map(\.scope) == [.total, .key, .key, .provider, .connection, .tier])
        #expect(route.budgets.map(\.subject) == ["", "*", "k", "openai", "work", "api-key"])
        #expect(route.budgets.map(\.period) == [.month, .day, .week, .day, .day, .day])
        #expect(
            route.budgets.map(\.action) == [.next, .refuse, .paymentRequired, .next, .next, .next])
        #expect(
            route.budgets.prefix(3).map(\.limit) == [
                12_500_000_000_000, 1_000_000_000_000, 1_000_000,
            ])
    }

    @Test(arguments: [
        ("models: []", "3:46: `models` is empty; leave it out to allow all"),
        (
            "endpoints: [chats]",
            "3:50: an endpoint must be one of chat, completions, generate, models, count-tokens, compact, stored-responses; did you mean `chat`?"
        ),
        ("rates: [fast]", "3:46: a rate must be like `100/1m`, or {requests: 100, per: 1m}"),
        (
            "rates: [100/1]",
            "3:46: the time of a rate needs a unit: a length of time such as `30s`, `1m`, `5h` or `7d`"
        ),
        ("rates: [1/1m, 2/60s]", "3:52: there is a rate for as much time already"),
        ("rates: [{requests: 1}]", "3:46: a rate needs the field `per`"),
        (
            "expires: tomorrow",
            "3:47: `expires` must be a date such as `2027-01-31`, or a moment such as `2027-01-31T18:00:00Z`"
        ),
        (
            "expires: \"2027-02-29\"",
            "3:47: `expires` must be a date such as `2027-01-31`, or a moment such as `2027-01-31T18:00:00Z`"
        ),
        ("uid: 7", "3:38: `secret` and `uid` are given; only one may be"),
        ("budget: {}", "3:46: `budget` needs one of the fields day, week, month"),
        ("budget: {day: 0}", "3:52: `day` must be more than 0"),
        ("budget: {day: 1000001}", "3:52: `day` must be between 0 and 1000000"),
    ]) func aKeyIsRefused(fields: String, error: String) {
        let text = "keys:\n  # one\n  - {name: k, secret: sk-12345678,   \(fields)}\n"
        #expect(errors(of: text) == "c.yaml:" + error)
    }

    @Test func twoKeysOfAUser() {
        #expect(
            errors(of: "keys:\n  - {name: a, uid: 7}\n  - {name: b, uid: 7}\n")
                == "c.yaml:3:5: the keys `a` and `b` have the same user")
    }

    @Test(arguments: [
        ("{scope: total, period: day, limit: 1}", "3:5: a budget needs the field `name`"),
        ("{name: b, scope: total, limit: 1}", "3:5: a budget needs the field `period`"),
        (
            "{name: b, scope: total, subject: x, period: day, limit: 1}",
            "3:29: a budget of the scope total has no `subject`"
        ),
        (
            "{name: b, scope: key, period: day, limit: 1}",
            "3:5: a budget of this scope needs the field `subject`; `\"*\"` is for each"
        ),
        (
            "{name: b, scope: key, subject: lptop, period: day, limit: 1}",
            "3:36: `subject`: there is no key named `lptop`; did you mean `laptop`?"
        ),
        (
            "{name: b, scope: tier, subject: gold, period: day, limit: 1}",
            "3:37: `subject`: there is no tier of that name"
        ),
        (
            "{name: b, scope: total, period: hour, limit: 1}",
            "3:37: `period` must be one of day, week, month"
        ),
        (
            "{name: b, scope: total, period: day, limit: 1.1234567}",
            "3:49: `limit` has more than 6 decimals"
        ),
    ]) func aBudgetIsRefused(text: String, error: String) {
        #expect(
            errors(of: "keys: [{name: laptop, secret: sk-12345678}]\nbudgets:\n  - \(text)\n")
                == "c.yaml:" + error)
    }
}
