/// A moment as RFC 3339 writes it, in microseconds since 1970.
public enum Timestamp {
    /// As an error says it.
    static let text =
        "must be a date such as `2027-01-31`, or a moment such as `2027-01-31T18:00:00Z`"

    private static let day: Int64 = 86_400
    private static let million: Int64 = 1_000_000

    /// The moment; a date alone is the end of that day in UTC, so that it is the last one that counts.
    ///
    /// Nil when the text is neither.
    public static func microseconds(_ text: String) -> Int64? {
        let bytes = Array(text.utf8)
        guard bytes.count >= 10, bytes.count <= 40, let date = days(bytes[..<10]) else {
            return nil
        }
        if bytes.count == 10 { return (date + 1) * day * million }
        let separators: [UInt8] = [0x54, 0x74, 0x20]
        guard bytes.count >= 20, separators.contains(bytes[10]),
            let time = seconds(bytes[11..<19])
        else { return nil }
        var rest = bytes[19...]
        guard let fraction = fraction(&rest), let offset = offset(rest) else { return nil }
        return (date * day + time - offset) * million + fraction
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> Int64? {
        guard bytes.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return bytes.reduce(0) { $0 * 10 + Int64($1 - 0x30) }
    }

    /// Days since 1970 of "2027-01-31".
    private static func days(_ bytes: ArraySlice<UInt8>) -> Int64? {
        guard bytes[4] == 0x2D, bytes[7] == 0x2D, let year = number(bytes[..<4]),
            let month = number(bytes[5..<7]), let day = number(bytes[8..<10]),
            (1970...9999).contains(year), (1...12).contains(month)
        else { return nil }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let lengths: [Int64] = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard (1...lengths[Int(month) - 1]).contains(day) else { return nil }
        let before = year - 1
        let leaps = before / 4 - before / 100 + before / 400
        // Leap years before 1970: 477.
        let start = (year - 1970) * 365 + leaps - 477
        return start + lengths.prefix(Int(month) - 1).reduce(0, +) + day - 1
    }

    /// Seconds of "18:00:00".
    private static func seconds(_ bytes: ArraySlice<UInt8>) -> Int64? {
        let first = bytes.startIndex
        guard bytes[first + 2] == 0x3A, bytes[first + 5] == 0x3A,
            let hour = number(bytes[first..<first + 2]),
            let minute = number(bytes[(first + 3)..<(first + 5)]),
            let second = number(bytes[(first + 6)...]), hour < 24, minute < 60, second < 60
        else { return nil }
        return hour * 3600 + minute * 60 + second
    }

    /// Takes a fraction of a second such as ".125" off the beginning, in microseconds; 0 without one.
    ///
    /// What is finer is left out.
    private static func fraction(_ rest: inout ArraySlice<UInt8>) -> Int64? {
        guard rest.first == 0x2E else { return 0 }
        let digits = rest.dropFirst().prefix { (0x30...0x39).contains($0) }
        guard !digits.isEmpty else { return nil }
        rest = rest.dropFirst(1 + digits.count)
        let kept = digits.prefix(6) + Array(repeating: 0x30, count: max(0, 6 - digits.count))
        return number(kept)
    }

    /// Seconds of "Z" or "+01:00".
    private static func offset(_ rest: ArraySlice<UInt8>) -> Int64? {
        if rest.elementsEqual("Z".utf8) || rest.elementsEqual("z".utf8) { return 0 }
        let first = rest.startIndex
        guard rest.count == 6, rest[first] == 0x2B || rest[first] == 0x2D, rest[first + 3] == 0x3A,
            let hour = number(rest[(first + 1)..<(first + 3)]),
            let minute = number(rest[(first + 4)...]), hour < 24, minute < 60
        else { return nil }
        let seconds = hour * 3600 + minute * 60
        return rest[first] == 0x2D ? -seconds : seconds
    }
}
