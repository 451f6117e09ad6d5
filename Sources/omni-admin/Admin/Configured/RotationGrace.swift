/// How long a former secret is still accepted.
enum RotationGrace {
    private static let units: [(suffix: String, seconds: Int64)] = [
        ("s", 1), ("m", 60), ("h", 3600), ("d", 86_400),
    ]
    /// 31 days: as long as any window of time in the configuration.
    private static let most: Int64 = 2_678_400

    /// The seconds that a text such as "24h" means.
    ///
    /// - Throws: 422 for what is no length of time up to 31 days.
    static func seconds(_ text: String) throws(APIError) -> Int64 {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let suffix = text.dropFirst(digits.count)
        guard digits.utf8.count <= 7, let number = Int64(digits),
            let unit = units.first(where: { $0.suffix == suffix }),
            number * unit.seconds <= most
        else {
            throw .invalidBody(
                "The grace must be a length of time such as 30m, 24h or 7d, at most 31d.",
                path: "grace")
        }
        return number * unit.seconds
    }
}
