/// What one check of `doctor` came to.
struct Finding: Equatable {
    /// How bad it is.
    enum Level: String {
        case ok
        case warn
        case fail
        /// Could not be looked at, and need not be.
        case skip
    }

    /// How bad it is.
    var level: Level
    /// What was looked at, in two or three words.
    var check: String
    /// What was found.
    var text: String
    /// What to do about it.
    var hint: String?

    /// All is well.
    static func ok(_ check: String, _ text: String) -> Finding {
        Finding(level: .ok, check: check, text: text)
    }

    /// Works, but not as it should.
    static func warn(_ check: String, _ text: String, hint: String) -> Finding {
        Finding(level: .warn, check: check, text: text, hint: hint)
    }

    /// Does not work.
    static func fail(_ check: String, _ text: String, hint: String) -> Finding {
        Finding(level: .fail, check: check, text: text, hint: hint)
    }

    /// Nothing to say.
    static func skip(_ check: String, _ text: String) -> Finding {
        Finding(level: .skip, check: check, text: text)
    }

    /// One line.
    var line: String {
        let mark = level.rawValue + String(repeating: " ", count: 5 - level.rawValue.count)
        return mark + "\(check): \(text)" + (hint.map { "; \($0)" } ?? "")
    }
}
