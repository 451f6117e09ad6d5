/// The command line of `omni-mock`, read.
package struct Options: Sendable, Equatable {
    /// Address to listen on.
    package var host = "127.0.0.1"
    /// Port to listen on; 0 lets the system choose.
    package var port = 0
    /// Whether an address was given.
    package var hasAddress = false
    /// Where the chosen port is written to.
    package var portFile: String?
    /// Keys of which requests must carry one; empty lets everyone in.
    package var keys: [String] = []
    /// The secret that requests to Bedrock must be signed with; nil takes any signature.
    package var awsSecret: String?
    /// Folder of recorded exchanges.
    package var corpus: String?
    /// The only models there are; nil for any.
    package var models: [String]?
    /// Whether each request is logged.
    package var logs = false
    /// Event loops.
    package var threads = 1
    /// Whether to end with the parent process.
    package var endsWithParent = false

    /// What the command line asks for.
    package enum Request: Sendable, Equatable {
        /// Serving.
        case serve(Options)
        /// The usage text.
        case help
        /// The version.
        case version
    }

    /// A command line that makes no sense.
    package struct UsageError: Error, Sendable, Equatable {
        /// The cause in words.
        package let message: String
    }

    /// All defaults.
    package init() {}

    /// Reads a command line.
    ///
    /// - Parameter arguments: The words behind the name of the program.
    /// - Returns: What is asked for.
    /// - Throws: What was not understood.
    package static func parse(_ arguments: [String]) throws(UsageError) -> Request {
        var options = Options()
        var words = arguments[...]
        while let word = words.popFirst() {
            switch word {
            case "--help", "-h": return .help
            case "--version": return .version
            case "--log": options.logs = true
            case "--with-parent": options.endsWithParent = true
            case "--listen": try options.setAddress(value(of: word, &words))
            case "--port-file": options.portFile = try value(of: word, &words)
            case "--key": options.keys.append(try value(of: word, &words))
            case "--aws-secret": options.awsSecret = try value(of: word, &words)
            case "--corpus": options.corpus = try value(of: word, &words)
            case "--strict-models":
                options.models = try value(of: word, &words).split(separator: ",").map(String.init)
            case "--threads":
                guard let count = Int(try value(of: word, &words)), (1...64).contains(count) else {
                    throw UsageError(message: "--threads wants a number from 1 to 64")
                }
                options.threads = count
            default: throw UsageError(message: "unknown option \(word)")
            }
        }
        return .serve(options)
    }

    private static func value(
        of option: String, _ words: inout ArraySlice<String>
    ) throws(UsageError) -> String {
        guard let value = words.popFirst() else {
            throw UsageError(message: "\(option) wants a value")
        }
        return value
    }

    private mutating func setAddress(_ text: String) throws(UsageError) {
        guard let colon = text.lastIndex(of: ":"),
            let port = Int(text[text.index(after: colon)...]),
            (0...65_535).contains(port), colon > text.startIndex
        else { throw UsageError(message: "--listen wants HOST:PORT, such as 127.0.0.1:0") }
        host = String(text[..<colon])
        self.port = port
        hasAddress = true
    }
}
