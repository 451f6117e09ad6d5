/// Failed exchanges, counted by cause.
struct Failures {
    /// Causes told apart; further ones are only counted.
    static let causes = 8

    private(set) var count = 0
    private var byCause: [String: Int] = [:]

    /// Counts a failure.
    mutating func add(_ cause: String) {
        count += 1
        guard byCause[cause] != nil || byCause.count < Self.causes else { return }
        byCause[cause, default: 0] += 1
    }

    /// The causes, as a JSON object.
    var json: String {
        let members = byCause.sorted { $0.key < $1.key }.map { cause, number in
            let plain = cause.filter { $0 != "\"" && $0 != "\\" && $0.isASCII && !$0.isNewline }
            return #""\#(plain)":\#(number)"#
        }
        return "{\(members.joined(separator: ","))}"
    }
}
