internal import ArgumentParser
internal import Configuration

/// Where a command gets a secret from: never from its arguments, which every user of the machine can read.
struct SecretOptions: ParsableArguments {
    @Flag(help: "Read the provider's key from standard input.")
    var keyStdin = false

    @Option(
        help: ArgumentHelp("Read the provider's key from this file.", valueName: "file"),
        completion: .file())
    var keyFile: String?

    @Option(
        help: ArgumentHelp(
            "Read the provider's key from this environment variable.", valueName: "variable"))
    var keyEnv: String?

    func validate() throws {
        let given = [keyStdin, keyFile != nil, keyEnv != nil].count { $0 }
        guard given < 2 else {
            throw ValidationError("only one of --key-stdin, --key-file and --key-env may be given")
        }
    }

    /// The secret that was named; nil without one.
    func read(_ sources: ConfigurationSources) throws(CommandFailure) -> String? {
        let body = FieldBody(sources: sources)
        if let keyFile { return try body.reference(keyFile, isFile: true, field: "--key-file") }
        if let keyEnv { return try body.reference(keyEnv, isFile: false, field: "--key-env") }
        return keyStdin ? try SecretInput.standardInput() : nil
    }
}
