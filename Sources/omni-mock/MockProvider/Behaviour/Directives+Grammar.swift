internal import NIOCore

extension Directives {
    /// Reads directives joined by `+`, such as `chunks=50+delay=20ms`.
    ///
    /// - Parameter text: The directives; empty asks for nothing.
    /// - Throws: The first directive that is unknown or has an impossible value.
    package init(parsing text: some StringProtocol) throws(DirectiveError) {
        self.init()
        try apply(text)
    }

    /// Reads directives joined by `+` over the present ones; a later one wins.
    ///
    /// - Parameter text: The directives; empty changes nothing.
    /// - Throws: The first directive that is unknown or has an impossible value.
    package mutating func apply(_ text: some StringProtocol) throws(DirectiveError) {
        for item in text.split(separator: "+", omittingEmptySubsequences: true) {
            let pair = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let value = pair.count == 2 ? String(pair[1]) : nil
            try set(DirectiveValue(name: String(pair[0]), text: value))
        }
    }

    private mutating func set(_ value: DirectiveValue) throws(DirectiveError) {
        switch value.name {
        case "status": status = try value.count(200...599)
        case "error": error = try value.error()
        case "retry-after": retryAfter = try value.retryAfter()
        case "times": times = try value.count(1...Limits.directiveCount)
        case "silence": silence = try value.silence()
        case "cut": cut = try value.cut()
        case "errorstream": errorStream = try value.after(default: 0)
        case "garbage": garbage = try value.after(default: 1)
        case "drip": drip = try value.drip()
        case "bytes": bytes = try value.count(0...Limits.directiveBytes)
        case "chunks": chunks = try value.count(0...Limits.directiveCount)
        case "calls": calls = try value.count(1...128)
        case "think": think = try value.count(1...Limits.directiveCount, default: 4)
        case "cached": cached = try value.count(0...Limits.directiveCount)
        case "finish": finish = try value.finish()
        case "agent": agent = try value.agent()
        case "ttft": firstDelay = try value.duration()
        case "delay": delay = try value.duration()
        case "split": split = try value.count(1...Limits.directiveBytes)
        case "cutat": cutAt = try value.count(0...Limits.cutBytes)
        case "slowread": slowRead = try value.duration(default: .milliseconds(20))
        default: try setFlag(value)
        }
    }

    private mutating func setFlag(_ value: DirectiveValue) throws(DirectiveError) {
        let flag: WritableKeyPath<Directives, Bool>
        switch value.name {
        case "noterm": flag = \.noTerm
        case "nodone": flag = \.noDone
        case "html": flag = \.html
        case "error200": flag = \.error200
        case "exhausted200": flag = \.exhausted200
        case "empty": flag = \.empty
        case "task": flag = \.agent
        case "talk": flag = \.talk
        case "signed": flag = \.signed
        case "redacted": flag = \.redacted
        case "stamp": flag = \.stamp
        case "comments": flag = \.comments
        case "crlf": flag = \.crlf
        default: throw .unknownName(value.name)
        }
        if value.text != nil { throw value.invalid("no value") }
        self[keyPath: flag] = true
    }
}
