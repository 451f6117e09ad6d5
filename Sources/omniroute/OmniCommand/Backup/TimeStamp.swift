internal import Configuration
internal import DaemonLife

/// Times in the names of files.
enum TimeStamp {
    /// To the second, in UTC: "20261129T190000Z".
    static func text(_ wallMicroseconds: Int64) -> String {
        let digits = timestamp(wallMicroseconds: wallMicroseconds).prefix { $0 != "." }
        return digits.filter { $0 != "-" && $0 != ":" } + "Z"
    }

    /// Such a time in microseconds since 1970; nil for what is none.
    static func microseconds(_ text: String) -> Int64? {
        let parts = Array(text)
        guard parts.count == 16, parts[8] == "T", parts[15] == "Z" else { return nil }
        let date = "\(String(parts[0..<4]))-\(String(parts[4..<6]))-\(String(parts[6..<8]))"
        let time = "\(String(parts[9..<11])):\(String(parts[11..<13])):\(String(parts[13..<15]))"
        return Timestamp.microseconds("\(date)T\(time)Z")
    }
}
