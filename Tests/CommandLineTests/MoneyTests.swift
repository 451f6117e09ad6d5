import Testing

@testable import OmniCommand

/// Amounts of dollars.
@Suite struct MoneyTests {
    @Test(arguments: [
        ("0", 0), ("0.05", 50_000_000_000), ("12.5", 12_500_000_000_000),
        ("0.000000000001", 1), ("18446744.073709551615", UInt64.max),
    ])
    func reads(text: String, picodollars: UInt64) {
        #expect(Money(argument: text)?.picodollars == picodollars)
    }

    @Test(arguments: [
        "", ".", "1.", ".5", "-1", "1e3", "0.0000000000001", "18446744.073709551616", "x",
    ])
    func refuses(text: String) {
        #expect(Money(argument: text) == nil)
    }

    @Test(arguments: [
        ("0", "$0.00"), ("0.000000000001", "<$0.000001"), ("0.000001", "$0.000001"),
        ("0.0012345678", "$0.001235"), ("0.0099994", "$0.009999"), ("0.0099995", "$0.0100"),
        ("0.12345", "$0.1235"), ("0.99994", "$0.9999"), ("0.99995", "$1.00"), ("1", "$1.00"),
        ("1234.567", "$1234.57"), ("18446744.073709551615", "$18446744.07"),
    ])
    func shows(text: String, shown: String) throws {
        #expect(try #require(Money(argument: text)).text == shown)
    }

    @Test func decimalsAreAllThere() {
        #expect(Money(picodollars: 1_234_560_000).decimal == "0.001234560000")
    }

    @Test(arguments: [(0, "0"), (999, "999"), (1_000, "1,000"), (-1_234_567, "-1,234,567")])
    func counts(number: Int64, shown: String) {
        #expect(HumanText.count(number) == shown)
    }
}
