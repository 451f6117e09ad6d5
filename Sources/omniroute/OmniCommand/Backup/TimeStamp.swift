internal import DaemonLife

/// Times in the names of files.
enum TimeStamp {
    /// To the second, in UTC: "20261129T190000Z".
    static func text(_ wallMicroseconds: Int64) -> String {
        let digits = timestamp(wallMicroseconds: wallMicroseconds).prefix { $0 != "." }
        return digits.filter { $0 != "-" && $0 != ":" } + "Z"
    }
}
