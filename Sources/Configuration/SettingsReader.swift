internal import IPC
internal import Yams

/// Reads the settings; what is not named keeps its default.
struct SettingsReader {
    let problems: Problems
    let secrets: SecretReader
    let providers: Providers

    private static let known =
        [
            "require_api_key", "body_limit", "max_connections", "header_timeout", "idle_timeout",
            "request_timeout", "heartbeat", "thinking", "system_prompt", "guard", "ca_file",
            "addresses", "address_rates", "trusted_proxies",
        ] + RoutingReader.names

    /// What the settings say.
    struct Found {
        var door = LoadedConfiguration.defaultSettings
        var translation = TranslationSettings()
        var routing = RoutingSettings()
        /// Of `ca_file`.
        var certificates: [UInt8] = []
    }

    /// Reads the settings.
    func read(_ node: Node) -> Found {
        var found = Found()
        guard !node.isNull, let fields = Fields(node, "settings", known: Self.known, problems)
        else { return found }
        found.door = readDoor(fields)
        found.translation = TranslationReader(problems: problems).read(fields)
        found.routing = RoutingReader(
            problems: problems, secrets: secrets, providers: providers
        ).read(fields)
        found.certificates = readCertificates(fields)
        return found
    }

    private func readDoor(_ fields: Fields) -> DoorSettings {
        var settings = LoadedConfiguration.defaultSettings
        if let value = fields.bool("require_api_key") { settings.requireApiKey = value }
        if let value = fields.quantity("body_limit", .byteCount) { settings.bodyLimitBytes = value }
        if let value = fields.integer("max_connections", in: 1...1_000_000) {
            settings.maxConnections = UInt32(value)
        }
        read("header_timeout", fields, into: &settings.headerTimeoutMs)
        read("idle_timeout", fields, into: &settings.idleTimeoutMs)
        read("request_timeout", fields, into: &settings.requestTimeoutMs)
        read("heartbeat", fields, into: &settings.heartbeatMs)
        let addresses = AddressFilterReader(problems: problems)
        settings.addresses = addresses.read(fields)
        settings.trustedProxies = addresses.read("trusted_proxies", fields)
        settings.addressRates = RateReader(problems: problems).read("address_rates", fields)
        return settings
    }

    private func read(_ name: String, _ fields: Fields, into value: inout UInt32) {
        if let duration = fields.quantity(name, .duration) { value = UInt32(duration) }
    }

    private func readCertificates(_ fields: Fields) -> [UInt8] {
        guard let path = fields.text("ca_file") else { return [] }
        let mark = fields.valueMark(of: "ca_file")
        guard
            let bytes = secrets.file(path, "ca_file", mark, limit: Limits.certificateBytes)
        else { return [] }
        guard String(decoding: bytes, as: UTF8.self).contains("-----BEGIN CERTIFICATE-----") else {
            problems.add(mark, "the file of `ca_file` holds no certificate in PEM form")
            return []
        }
        return bytes
    }
}
