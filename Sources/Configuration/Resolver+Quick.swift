internal import Yams

extension Resolver {
    /// Takes text for the same as Yams' own resolver, and sooner.
    ///
    /// That one tries seven patterns on each word of a file before it takes it for text, which is most of the time that a
    /// large file needs. The words that mean something else begin with one of ten letters and have at most five.
    static let quick: Resolver = {
        let pattern = "^(?:[A-EG-MP-SU-XZa-eg-mp-su-xz/]|[A-Za-z].{5})"
        // The pattern is a constant that the tests cover; without it all is the same, only slower.
        guard let text = try? Rule(.str, pattern) else { return .default }
        return Resolver.default.rules.reduce(Resolver.basic.appending(text)) { $0.appending($1) }
    }()
}
