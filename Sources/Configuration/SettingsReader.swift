internal import IPC

/// Reads the settings; what is not named keeps its default.
struct SettingsReader {
    let problems: Problems
    let secrets: SecretReader
    let providers: Providers
    let book: NameBook

    private static let known =
        [
            "require_api_key", "body_limit", "max_connections", "header_timeout", "idle_timeout",
            "request_timeout", "heartbeat", "thinking", "system_prompt", "guard", "ca_file",
            "certificates", "addresses", "address_rates", "trusted_proxies", "admin",
            "ledger", "telemetry",
        ] + RoutingReader.names

    /// What the settings say.
    struct Found {
        var door = LoadedConfiguration.defaultSettings
        var translation = TranslationSettings()
        var routing = RoutingSettings()
        /// Of `ca_file` or `certificates`.
        var certificates: [UInt8] = []
        /// Of `telemetry`.
        var credentials: [Credential] = []
    }

    /// Reads the settings.
    func read(_ node: Node) -> Found {
        var found = Found()
        guard !node.isNull, let fields = Fields(node, "settings", known: Self.known, problems)
        else { return found }
        found.door = readDoor(fields)
        found.translation = TranslationReader(problems: problems).read(fields)
        found.routing = RoutingReader(
            problems: problems, secrets: secrets, providers: providers, book: book
        ).read(fields)
        found.certificates = readCertificates(fields)
        readLedger(fields, into: &found)
        return found
    }

    /// Reads what is kept, and where traces go; days and months are those of `zone`, as route tells logd.
    private func readLedger(_ fields: Fields, into found: inout Found) {
        var ledger = LedgerReader(problems: problems).read(fields) ?? LedgerSettings()
        let reader = TelemetryReader(problems: problems, secrets: secrets)
        if let told = reader.read(fields) {
            ledger.telemetry = told.telemetry
            found.door.tracePermille = told.telemetry.samplePermille
            found.credentials.append(told.credential)
        }
        if ledger != LedgerSettings() { found.routing.ledger = ledger }
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
        settings.admin = readAdmin(fields)
        return settings
    }

    private func readAdmin(_ fields: Fields) -> AdminAccess {
        guard let node = fields.node("admin"),
            let fields = Fields(node, "`admin`", known: ["access"], problems)
        else { return .loopback }
        return fields.choice("access", Choices.adminAccesses) ?? .loopback
    }

    private func read(_ name: String, _ fields: Fields, into value: inout UInt32) {
        if let duration = fields.quantity(name, .duration) { value = UInt32(duration) }
    }

    private func readCertificates(_ fields: Fields) -> [UInt8] {
        guard fields.has("ca_file") else { return readInlineCertificates(fields) }
        guard !fields.has("certificates") else {
            problems.add(
                fields.mark(of: "certificates"),
                "`ca_file` and `certificates` are given; only one may be")
            return []
        }
        guard !secrets.refusesReference("ca_file", to: "certificates", fields.mark(of: "ca_file")),
            let path = fields.text("ca_file")
        else { return [] }
        let mark = fields.valueMark(of: "ca_file")
        guard
            let bytes = secrets.file(path, "ca_file", mark, limit: Limits.certificateBytes)
        else { return [] }
        guard Self.isPEM(String(decoding: bytes, as: UTF8.self)) else {
            problems.add(mark, "the file of `ca_file` holds no certificate in PEM form")
            return []
        }
        return bytes
    }

    private func readInlineCertificates(_ fields: Fields) -> [UInt8] {
        guard let text = fields.text("certificates") else { return [] }
        guard Self.isPEM(text), text.utf8.count <= Limits.certificateBytes else {
            problems.add(
                fields.valueMark(of: "certificates"),
                "`certificates` holds no certificate in PEM form, or more than \(Limits.certificateBytes) bytes"
            )
            return []
        }
        return Array(text.utf8)
    }

    private static func isPEM(_ text: String) -> Bool {
        text.contains("-----BEGIN CERTIFICATE-----")
    }
}
