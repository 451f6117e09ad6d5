internal import Glibc

/// The command line, read.
struct LoadOptions {
    /// What is done.
    enum Mode: String {
        /// Each connection sends its next request when it has its answer.
        case closed
        /// Requests at a fixed rate, whether or not earlier ones were answered.
        case open
        /// Streams that are read to their end and begun anew.
        case streams
    }

    /// A command line that makes no sense.
    struct UsageError: Error {
        /// The cause in words.
        let message: String
    }

    static let help = """
        usage: omni-load closed|open|streams --port N --body-file PATH [options]

          --port N            where to send to, on 127.0.0.1
          --path PATH         /v1/chat/completions if not given
          --key SECRET        bearer key
          --body-file PATH    the request body, at most 16 MiB
          --connections N     connections, or open streams; 1 if not given, at most 10000
          --seconds S         how long to measure, at most 600; 5 if not given
          --warmup S          load before that, at most 60; 1 if not given
          --rate N            open: requests a second, at most 100000
          --chunks N          streams: chunks that a whole stream has; another number is an error
        """

    static let largestBody = 16 << 20

    private(set) var mode: Mode
    private(set) var port: UInt16 = 0
    private(set) var path = "/v1/chat/completions"
    private(set) var key: String?
    private(set) var body: [UInt8] = []
    private(set) var connections = 1
    private(set) var seconds = 5
    private(set) var warmup = 1
    private(set) var rate = 1000
    private(set) var chunks = 0

    /// Reads the words behind the name of the program.
    init(parsing arguments: [String]) throws(UsageError) {
        guard let word = arguments.first, let mode = Mode(rawValue: word) else {
            throw UsageError(message: "closed, open or streams is wanted first; see --help")
        }
        self.mode = mode
        var words = arguments.dropFirst()
        while let option = words.popFirst() {
            guard let value = words.popFirst() else {
                throw UsageError(message: "\(option) wants a value")
            }
            try set(option, value)
        }
        guard port > 0, !body.isEmpty else {
            throw UsageError(message: "--port and --body-file are wanted; see --help")
        }
    }

    /// The whole request, the same each time.
    var request: [UInt8] {
        var head = "POST \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n"
        head += "Content-Type: application/json\r\nContent-Length: \(body.count)\r\n"
        if let key { head += "Authorization: Bearer \(key)\r\n" }
        return Array((head + "\r\n").utf8) + body
    }

    private mutating func set(_ option: String, _ value: String) throws(UsageError) {
        switch option {
        case "--port": port = UInt16(try Self.number(option, value, 1...65_535))
        case "--path": path = value
        case "--key": key = value
        case "--body-file": body = try Self.read(value)
        case "--connections": connections = try Self.number(option, value, 1...10_000)
        case "--seconds": seconds = try Self.number(option, value, 1...600)
        case "--warmup": warmup = try Self.number(option, value, 0...60)
        case "--rate": rate = try Self.number(option, value, 1...100_000)
        case "--chunks": chunks = try Self.number(option, value, 1...10_000_000)
        default: throw UsageError(message: "unknown option \(option)")
        }
    }

    private static func number(
        _ option: String, _ value: String, _ range: ClosedRange<Int>
    ) throws(UsageError) -> Int {
        guard let number = Int(value), range.contains(number) else {
            throw UsageError(
                message: "\(option) wants a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    private static func read(_ path: String) throws(UsageError) -> [UInt8] {
        guard let file = fopen(path, "r") else {
            throw UsageError(message: "\(path) cannot be read")
        }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: largestBody + 1)
        let count = fread(&bytes, 1, bytes.count, file)
        guard count <= largestBody else {
            throw UsageError(message: "\(path) is larger than 16 MiB")
        }
        bytes.removeSubrange(count...)
        return bytes
    }
}
