/// The account and the moment of the examples that AWS publishes for Signature Version 4.
enum AmazonExample {
    static let keyID = "AKIDEXAMPLE"
    static let secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
    /// 2015-08-30 12:36:00 UTC.
    static let now: Int64 = 1_440_938_160
}
