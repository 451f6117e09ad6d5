/// Points in time as headers write them.
package enum TimePoint {
    /// Milliseconds since 1970 of "2026-11-24T18:16:19Z", with a fraction or an offset if need be (RFC 3339).
    package static func rfc3339(_ text: some StringProtocol) -> Int64? {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, bytes.count <= 40, bytes[4] == dash, bytes[7] == dash,
            bytes[10] | 0x20 == UInt8(ascii: "t"), bytes[13] == colon, bytes[16] == colon,
            let seconds = seconds(
                number(bytes[0..<4]), number(bytes[5..<7]), number(bytes[8..<10]),
                time: [number(bytes[11..<13]), number(bytes[14..<16]), number(bytes[17..<19])])
        else { return nil }
        var rest = bytes[19...]
        var fraction: Int64 = 0
        if rest.first == UInt8(ascii: ".") {
            let digits = rest.dropFirst().prefix { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
            guard !digits.isEmpty else { return nil }
            let three = Array(digits.prefix(3)) + Array(repeating: UInt8(ascii: "0"), count: 3)
            fraction = number(three[0..<3]) ?? 0
            rest = rest[digits.endIndex...]
        }
        guard let offset = offset(rest) else { return nil }
        return (seconds - offset) * 1000 + fraction
    }

    /// Milliseconds since 1970 of "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110, section 5.6.7, the one form in use).
    package static func httpDate(_ text: some StringProtocol) -> Int64? {
        let words = text.utf8.split(separator: 0x20)
        guard text.utf8.count <= 40, words.count == 6, words[5].elementsEqual("GMT".utf8),
            let month = months.firstIndex(where: { words[2].elementsEqual($0.utf8) })
        else { return nil }
        let time = words[4].split(separator: colon).map { number(Array($0)[...]) }
        let day = number(Array(words[1])[...])
        let year = number(Array(words[3])[...])
        return seconds(year, Int64(month) + 1, day, time: time).map { $0 * 1000 }
    }

    private static let dash = UInt8(ascii: "-")
    private static let colon = UInt8(ascii: ":")
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// Seconds that a zone is ahead of UTC: "Z", "+02:00".
    private static func offset(_ zone: ArraySlice<UInt8>) -> Int64? {
        let zone = Array(zone)
        if zone.count == 1, zone[0] | 0x20 == UInt8(ascii: "z") { return 0 }
        guard zone.count == 6, zone[3] == colon, let hours = number(zone[1..<3]),
            let minutes = number(zone[4..<6]), hours < 24, minutes < 60
        else { return nil }
        switch zone[0] {
        case UInt8(ascii: "+"): return hours * 3600 + minutes * 60
        case dash: return -(hours * 3600 + minutes * 60)
        default: return nil
        }
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int64? {
        guard !digits.isEmpty, digits.count <= 4 else { return nil }
        var value: Int64 = 0
        for digit in digits {
            guard UInt8(ascii: "0")...UInt8(ascii: "9") ~= digit else { return nil }
            value = value * 10 + Int64(digit - UInt8(ascii: "0"))
        }
        return value
    }

    /// Seconds since 1970; years begin in March here, so that the leap day is their last.
    private static func seconds(
        _ year: Int64?, _ month: Int64?, _ day: Int64?, time: [Int64?]
    ) -> Int64? {
        guard let year, let month, let day, time.count == 3, let hour = time[0],
            let minute = time[1], let second = time[2], year >= 1970, 1...12 ~= month,
            1...31 ~= day, hour < 24, minute < 60, second <= 60
        else { return nil }
        let shifted = month > 2 ? year : year - 1
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        let days = era * 146_097 + dayOfEra - 719_468
        return days * 86_400 + hour * 3600 + minute * 60 + second
    }
}
