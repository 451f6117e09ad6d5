/// What bounds admin.
enum Limits {
    /// Requests at once, event streams and exports among them; more are answered 503.
    static let requests = 96
    /// Bytes of one body, after the caller has proved its right; more is 413.
    static let bodyBytes = 16 << 20
    /// Bytes of a body that anybody may send: a password.
    static let openBodyBytes = 64 << 10
    /// Bytes of all bodies together, of which one of unknown length counts as its limit; beyond it 503.
    static let allBodyBytes = 64 << 20
    /// Bodies on their way at once of operations that anybody may call, so that strangers leave places for others.
    static let openBodies = 16
    /// Of those, the ones of one source.
    static let openBodiesOfSource = 4
    /// Time for the whole of such a body; then the stream is reset.
    static let openBody = Duration.seconds(10)
    /// Time for the whole of any other body.
    static let body = Duration.seconds(120)
    /// Bytes of a path with its query; more is 400.
    static let targetBytes = 16 << 10
    /// Time of an operation once its request is complete; then 504.
    static let operation = Duration.seconds(30)
    /// How long a client may not take anything of a body that comes piece by piece; then the stream is reset.
    static let flowPatience = Duration.seconds(60)
    /// Time without a request after which the process ends; OMNI_ADMIN_IDLE_SECONDS overrides.
    static let idleSeconds = 60

    /// Bytes of a password.
    static let passwordBytes = 8...1024
    /// Time without a request after which a session ends.
    static let sessionMicroseconds: Int64 = 24 * 3_600_000_000
    /// Time after which a session ends in any case.
    static let sessionLifeMicroseconds: Int64 = 30 * 86_400_000_000
    /// How often a session in use is written down again, and its cookie sent again.
    static let sessionRenewalMicroseconds: Int64 = 5 * 60_000_000
    /// Sessions at once; the oldest ends for a new one.
    static let sessions = 100
    /// Management keys; more are refused.
    static let managementKeys = 1000
    /// How exactly the last use of a key is known.
    static let keyUseMicroseconds: Int64 = 10 * 60_000_000

    /// Wrong passwords and keys of one address within the window, after which it is locked out.
    static let failures = 5
    /// The window that wrong passwords are counted in.
    static let failureWindowMicroseconds: Int64 = 5 * 60_000_000
    /// How long an address is locked out.
    static let lockoutMicroseconds: Int64 = 15 * 60_000_000
    /// Wrong passwords and keys of all addresses but this machine's within the window, after which those have to wait.
    static let allFailures = 50

    /// Rows of the audit log.
    static let auditRows = 100_000
    /// Rows of refusals among them: a stranger who knocks must not push out what was done.
    static let refusalRows = 20_000
    /// Age of rows of the audit log.
    static let auditMicroseconds: Int64 = 400 * 86_400_000_000
    /// A row's date is believed once the clock has shown later ones for so long.
    static let auditDateSettling: Int64 = 86_400_000_000
    /// Rows that go for their age at a time.
    static let auditTrimmedRows = 200
    /// Refusals written down within a minute; the others are counted in the next row.
    static let refusalsPerMinute = 60
    /// Bytes of each text in a row.
    static let auditTextBytes = 1000
    /// Rows of an answer, when the request does not say.
    static let auditPage = 100
    /// Rows of an answer at most.
    static let auditPageMaximum = 1000
}
