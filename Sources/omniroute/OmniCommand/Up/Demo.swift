internal import Configuration
internal import IPC

/// The demo connection: a bundled mock provider, reached as any other, so that the first request works offline.
enum Demo {
    /// The program behind it.
    static let program = "omni-mock"
    /// What a client asks for.
    static let model = "demo/echo"

    /// Refuses a configuration that has the name already.
    static func check(_ configuration: LoadedConfiguration) throws(CommandFailure) {
        let names = configuration.route.connections.flatMap { [$0.name, $0.prefix] }
        guard !names.contains("demo") else {
            throw CommandFailure(
                .configuration,
                "the configuration has a connection demo already; leave out --demo or rename it")
        }
    }

    /// Adds the connection to a configuration that has none of that name.
    static func add(
        to configuration: LoadedConfiguration, port: UInt16
    ) throws(CommandFailure) -> LoadedConfiguration {
        try check(configuration)
        let text = """
            connections:
              - name: demo
                provider: openai-compatible
                prefix: demo
                base_url: http://127.0.0.1:\(port)/v1
                api_key: demo
                models: [echo]
            """
        do throws(ConfigurationErrors) {
            let demo = try ConfigurationFile.parse(text, file: "demo")
            var merged = configuration
            merged.route.connections += demo.route.connections
            merged.vault.credentials += demo.vault.credentials
            return merged
        } catch {
            throw CommandFailure(.configuration, "\(error)")
        }
    }
}
