/// Numbers as people read them.
enum HumanText {
    /// Bytes in the largest fitting unit, such as "8.4 MiB".
    static func bytes(_ count: UInt64) -> String {
        var value = Double(count)
        for unit in ["B", "KiB", "MiB", "GiB"] {
            if value < 1024 { return unit == "B" ? "\(count) B" : "\(oneDigit(value)) \(unit)" }
            value /= 1024
        }
        return "\(oneDigit(value)) TiB"
    }

    /// A span of time in its two largest units, such as "3h 12m".
    static func span(seconds: Int64) -> String {
        let total = max(0, seconds)
        let (days, hours) = (total / 86_400, total / 3600 % 24)
        let (minutes, rest) = (total / 60 % 60, total % 60)
        if days > 0 { return "\(days)d \(hours)h" }
        if hours > 0 { return "\(hours)h \(minutes)m" }
        if minutes > 0 { return "\(minutes)m \(rest)s" }
        return "\(rest)s"
    }

    /// A length of audio; a second that has begun counts.
    static func audio(milliseconds: Int64) -> String { span(seconds: (milliseconds + 999) / 1_000) }

    /// Microseconds as milliseconds or seconds where that reads better; a minute and more as spans are.
    static func latency(microseconds: UInt64) -> String {
        if microseconds < 1000 { return "\(microseconds) us" }
        if microseconds < 1_000_000 { return "\(oneDigit(Double(microseconds) / 1000)) ms" }
        // What would be rounded to 60.0 s is a minute.
        guard microseconds >= 59_950_000 else {
            return "\(oneDigit(Double(microseconds) / 1_000_000)) s"
        }
        let half: UInt64 = microseconds % 1_000_000 < 500_000 ? 0 : 1
        return span(seconds: Int64(clamping: microseconds / 1_000_000 + half))
    }

    /// A number with its digits in groups of three, such as "1,234,567".
    static func count(_ number: Int64) -> String {
        var groups: [Substring] = []
        var digits = Substring(String(number.magnitude))
        while digits.count > 3 {
            groups.append(digits.suffix(3))
            digits = digits.dropLast(3)
        }
        groups.append(digits)
        return (number < 0 ? "-" : "") + groups.reversed().joined(separator: ",")
    }

    /// Text with control characters hidden: names come from clients and providers.
    static func clean(_ text: String) -> String {
        String(text.unicodeScalars.map { isControl($0) ? "?" : Character($0) })
    }

    /// Whether a character steers a terminal, or turns the direction of what stands around it (UAX #9) and so hides it.
    static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F...0x9F, 0x061C, 0x200E...0x200F, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }

    private static func oneDigit(_ value: Double) -> String {
        let tenths = Int64((value * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}
