/// Reads the TZ string at the end of a zone's file: "CET-1CEST,M3.5.0,M10.5.0/3".
struct ZoneRuleParser {
    private let bytes: ArraySlice<UInt8>
    private var position: Int

    /// The rule of a whole string; nil when it is not one.
    static func rule(_ bytes: ArraySlice<UInt8>) -> ZoneRule? {
        var parser = ZoneRuleParser(bytes)
        guard let rule = parser.rule(), parser.position == bytes.endIndex else { return nil }
        return rule
    }

    private init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
    }

    private mutating func rule() -> ZoneRule? {
        // Offsets are written as what must be added to get UTC.
        guard skipName(), let west = clock(mostHours: 24) else { return nil }
        var rule = ZoneRule(standardOffset: -west, daylight: nil)
        guard next != nil else { return rule }
        guard skipName() else { return nil }
        var offset = rule.standardOffset + 3_600
        if next != UInt8(ascii: ",") {
            guard let west = clock(mostHours: 24) else { return nil }
            offset = -west
        }
        guard take(","), let begins = change(), take(","), let ends = change() else { return nil }
        rule.daylight = ZoneRule.Daylight(offset: offset, begins: begins, ends: ends)
        return rule
    }

    /// An abbreviation: letters, or anything within angle brackets.
    private mutating func skipName() -> Bool {
        let start = position
        if take("<") {
            while let byte = next, byte != UInt8(ascii: ">") { position += 1 }
            return take(">")
        }
        while let byte = next, Self.isLetter(byte) { position += 1 }
        return position - start >= 3
    }

    private mutating func change() -> ZoneRule.Change? {
        guard let day = day() else { return nil }
        guard take("/") else { return ZoneRule.Change(day: day, time: 7_200) }
        // Hours up to a week: RFC 8536 section 3.3.1.
        return clock(mostHours: 167).map { ZoneRule.Change(day: day, time: $0) }
    }

    private mutating func day() -> ZoneRule.Day? {
        if take("J") { return number(in: 1...365).map { .withoutLeapDay($0) } }
        guard take("M") else { return number(in: 0...365).map { .ofYear($0) } }
        guard let month = number(in: 1...12), take("."), let week = number(in: 1...5), take("."),
            let weekday = number(in: 0...6)
        else { return nil }
        return .weekday(month: month, week: week, weekday: weekday)
    }

    /// "[+-]hh[:mm[:ss]]", in seconds.
    private mutating func clock(mostHours: Int) -> Int? {
        let isNegative = take("-")
        if !isNegative { _ = take("+") }
        guard var seconds = number(in: 0...mostHours).map({ $0 * 3_600 }) else { return nil }
        if take(":") {
            guard let minutes = number(in: 0...59) else { return nil }
            seconds += minutes * 60
            if take(":") {
                guard let rest = number(in: 0...59) else { return nil }
                seconds += rest
            }
        }
        return isNegative ? -seconds : seconds
    }

    private mutating func number(in range: ClosedRange<Int>) -> Int? {
        var value: Int?
        while let byte = next, UInt8(ascii: "0") <= byte, byte <= UInt8(ascii: "9") {
            let sofar = (value ?? 0) * 10 + Int(byte - UInt8(ascii: "0"))
            guard sofar <= range.upperBound else { return nil }
            value = sofar
            position += 1
        }
        return value.flatMap { range.contains($0) ? $0 : nil }
    }

    private var next: UInt8? { position < bytes.endIndex ? bytes[position] : nil }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
}
