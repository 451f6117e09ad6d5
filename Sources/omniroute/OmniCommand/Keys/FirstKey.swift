internal import Configuration
internal import Crypto

/// The key that is made where there is none.
///
/// Its secret is made here, and known before anybody is asked: an answer that is lost on the way loses no key.
struct FirstKey {
    /// What it is called.
    static let name = "first"

    /// What a client shows.
    var secret = ClientSecret.make()

    /// Makes it, unless there is a key.
    var call: ManageCall {
        let body = BodyValue.object([
            BodyValue.Member(name: "name", value: .text(Self.name)),
            BodyValue.Member(name: "secret", value: .text(secret)),
        ])
        var call = ManageCall.json(
            "POST", APIPath.of("keys", query: ["only_if_none": "true"]), body.bytes)
        call.isHarmlessTwice = true
        return call
    }

    /// Asks for what ``isKept(in:)`` reads.
    static var question: ManageCall { .exporting("api") }

    /// Whether the key that the API keeps is this one.
    func isKept(in reply: ManageReply) throws(CommandFailure) -> Bool {
        let hash = try reply.document()[.keys, Self.name]?["secret_sha256"]?.text
        return hash == Crypto.hex(Crypto.sha256(secret))
    }
}
