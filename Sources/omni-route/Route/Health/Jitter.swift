/// Spreads waits, so that what failed together does not come back together.
struct Jitter {
    private let random: () -> UInt64

    /// A spread that draws from `random`, whose values are uniform over all 64 bits.
    init(_ random: @escaping () -> UInt64) { self.random = random }

    /// The system's generator.
    static var system: Jitter { Jitter { UInt64.random(in: .min ... .max) } }

    /// The wait, up to 20 % shorter or longer.
    func spread(_ wait: UInt64) -> UInt64 {
        let width = wait / 5 * 2
        return wait - wait / 5 + width.multipliedFullWidth(by: random()).high
    }
}
