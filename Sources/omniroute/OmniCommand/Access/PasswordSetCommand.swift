internal import ArgumentParser
internal import JSON
internal import Glibc

/// `omniroute password set`.
struct PasswordSetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Set the password, or another one.",
        discussion: """
            On a terminal it is asked for twice and not shown. Whoever is signed in has to sign in again.

            Example: omniroute password set --stdin < password.txt
            """)

    @Flag(name: .customLong("stdin"), help: "Read the password from standard input.")
    var fromInput = false

    @OptionGroup var places: PlaceOptions

    func run() throws {
        let session = try ManageSession(places)
        let status = try session.get(APIPath.of("auth", "status"))
        let password = fromInput ? try SecretInput.standardInput() : try Self.typed()
        let isThere = status["password_set"]?.bool == true
        var body = BodyValue.empty
        try body.set([isThere ? "new_password" : "password"], .text(password))
        let target = APIPath.of("auth", isThere ? "password" : "setup")
        try session.send(.json("POST", target, body.bytes))
        Terminal.line(isThere ? "the password is changed" : "the password is set")
    }

    private static func typed() throws(CommandFailure) -> String {
        guard let first = try SecretInput.prompt("New password: ") else {
            throw CommandFailure(.usage, "there is no terminal to ask on; give --stdin")
        }
        guard let second = try SecretInput.prompt("Once more: "), first == second else {
            throw CommandFailure(.data, "the two are not the same; nothing was changed")
        }
        return first
    }
}
