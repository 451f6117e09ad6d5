/// Somebody who gave the password, in one browser.
struct Session: Equatable {
    /// Its row; 0 before it has one.
    var id: Int64 = 0
    /// Where it began.
    let address: String
    /// Microseconds since 1970.
    let created: Int64
    /// When it was last written down that it is in use.
    var renewed: Int64
    /// When it ends without further use.
    var expires: Int64

    /// Begins one.
    static func begun(at moment: Int64, address: String) -> Session {
        Session(
            address: address, created: moment, renewed: moment,
            expires: moment + Limits.sessionMicroseconds)
    }

    /// Whether it still counts.
    func isValid(at moment: Int64) -> Bool { moment < expires }

    /// When it ends if it is used at a moment.
    func expiry(usedAt moment: Int64) -> Int64 {
        min(moment + Limits.sessionMicroseconds, created + Limits.sessionLifeMicroseconds)
    }

    /// Whether its use should be written down, so that it does not end while it is used.
    func needsRenewal(at moment: Int64) -> Bool {
        moment - renewed >= Limits.sessionRenewalMicroseconds || moment < renewed
    }
}
