internal import JSON

/// Something that is not as it should be.
struct HealthReason: Equatable {
    /// How bad it is, the worse the greater.
    enum Weight: Int, Comparable {
        /// Worth knowing, and no fault.
        case remarkable
        /// Requests are answered, but a person should look.
        case degrading
        /// Requests are not answered, or not counted.
        case breaking

        static func < (one: Weight, other: Weight) -> Bool { one.rawValue < other.rawValue }
    }

    let weight: Weight
    /// For programs: "daemon_unreachable", "quota_low".
    let code: String
    /// What it is about: the name of a daemon, a connection, a budget.
    let subject: String
    /// For people: a whole sentence.
    let message: String

    init(_ weight: Weight, _ code: String, _ subject: String, _ message: String) {
        self.weight = weight
        self.code = code
        self.subject = subject
        self.message = message
    }

    /// Writes it as the API shows it.
    func write(_ writer: inout JSONWriter) {
        writer.object { object in
            object.member("code", code)
            object.member("subject", subject)
            object.member("message", message)
        }
    }

    /// The word for all of it.
    static func status(of reasons: [HealthReason]) -> String {
        switch reasons.map(\.weight).max() {
        case nil, .remarkable?: "healthy"
        case .degrading?: "degraded"
        case .breaking?: "unhealthy"
        }
    }
}
