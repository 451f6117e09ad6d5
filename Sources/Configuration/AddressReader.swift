internal import IPC

/// Reads where a connection leads, and what its profile needs beside.
struct AddressReader {
    /// What was found.
    struct Address {
        let url: BaseURL
        var parameters: [Header] = []
        /// That signatures are for; empty where nothing is signed.
        var region = ""
    }

    let problems: Problems

    /// The version of Azure's API where a connection names none; the last that is no preview.
    private static let azureVersion = "2024-10-21"
    private static let standardRegion = "us-east-1"
    private static let standardLocation = "us-central1"

    /// Reads the address.
    ///
    /// - Parameters:
    ///   - fields: Of the connection.
    ///   - choice: Whom it asks.
    ///   - account: The project of the service account, where there is one.
    /// - Returns: Nil after a report.
    func read(_ fields: Fields, _ choice: ProviderChoice, account: String?) -> Address? {
        switch choice.entry.kind {
        case .plain: readPlain(fields, choice)
        case .azure: readAzure(fields, choice)
        case .bedrock: readBedrock(fields, choice)
        case .vertex: readVertex(fields, choice, account: account)
        }
    }

    private func readPlain(_ fields: Fields, _ choice: ProviderChoice) -> Address? {
        let (entry, dialect) = (choice.entry, choice.dialect)
        let known = entry.address(for: dialect)
        let isVersioned = known.map(BaseURL.namesVersion) ?? true
        return address(fields, known, choice, BaseURLEnding(dialect, isVersioned: isVersioned))
    }

    // MARK: Azure

    private func readAzure(_ fields: Fields, _ choice: ProviderChoice) -> Address? {
        let written = fields.textOrDate("api_version")
        if fields.has("api_version"), written == nil { return nil }
        guard written.map(Self.isLabel) != false else {
            problems.add(
                fields.valueMark(of: "api_version"),
                "`api_version` must be a date such as `\(Self.azureVersion)`, or v1")
            return nil
        }
        let ending: BaseURLEnding
        var version: String?
        switch choice.dialect {
        case .anthropic:
            ending = BaseURLEnding(
                dropped: [
                    ["anthropic", "v1", "messages"], ["anthropic", "v1"], ["anthropic"],
                ], appended: ["anthropic"])
        case .openaiResponses:
            let isDated = written.map { $0 != "v1" && $0 != "preview" } ?? false
            ending = Self.azureEnding(isDated ? ["openai"] : ["openai", "v1"])
            version = written == "v1" ? nil : written
        case .none, .openaiChat, .gemini, .ollama, .cohere, .bedrock:
            let isVersion1 = written == "v1" || written == "preview"
            ending = Self.azureEnding(isVersion1 ? ["openai", "v1"] : [])
            version = written ?? Self.azureVersion
        }
        guard var address = address(fields, nil, choice, ending) else { return nil }
        if let version { address.parameters = [Header(name: "api-version", value: version)] }
        return address
    }

    private static func azureEnding(_ appended: [String]) -> BaseURLEnding {
        BaseURLEnding(
            dropped: [
                ["openai", "deployments", "*", "chat", "completions"],
                ["openai", "deployments", "*"], ["openai", "v1", "chat", "completions"],
                ["openai", "v1", "responses"], ["openai", "v1"], ["openai"],
            ], appended: appended)
    }

    // MARK: Bedrock

    private func readBedrock(_ fields: Fields, _ choice: ProviderChoice) -> Address? {
        let written = label("region", fields)
        if fields.has("region"), written == nil { return nil }
        let region = written ?? Self.standardRegion
        let isChina = region.hasPrefix("cn-")
        let standard =
            "https://bedrock-runtime.\(region).amazonaws.com\(isChina ? ".cn" : "")"
        var found = address(
            fields, choice.entry.isGeneric ? nil : standard, choice,
            BaseURLEnding(.bedrock, isVersioned: false))
        found?.region = region
        return found
    }

    // MARK: Vertex

    private func readVertex(
        _ fields: Fields, _ choice: ProviderChoice, account: String?
    ) -> Address? {
        let isPartner = choice.dialect == .openaiChat
        let location =
            label("location", fields)
            ?? (fields.has("location") ? nil : isPartner ? "global" : Self.standardLocation)
        let written = label("project", fields)
        if fields.has("project"), written == nil { return nil }
        guard let location else { return nil }
        guard let project = written ?? account else {
            // An API key alone reaches Google's own models without a project.
            let isExpress =
                choice.dialect == .gemini
                && !SecretReader.fields("api_key")
                    .filter(fields.has).isEmpty
            guard isExpress else {
                problems.add(
                    fields.mark, "a connection with the provider `vertex` needs the field `project`"
                )
                return nil
            }
            return address(
                fields, "https://aiplatform.googleapis.com", choice,
                Self.vertexEnding(["v1", "publishers", "google"]))
        }
        guard Self.isLabel(project) else {
            problems.add(
                fields.valueMark(of: "service_account"),
                "the project of `service_account` is no name of a project")
            return nil
        }
        return address(
            fields, "https://\(Self.vertexHost(location))", choice,
            Self.vertexEnding(
                ["v1", "projects", project, "locations", location]
                    + Self.publisher(choice.dialect)))
    }

    private static func vertexHost(_ location: String) -> String {
        switch location {
        case "global": "aiplatform.googleapis.com"
        case "us", "eu": "aiplatform.\(location).rep.googleapis.com"
        default: "\(location)-aiplatform.googleapis.com"
        }
    }

    private static func publisher(_ dialect: Dialect) -> [String] {
        switch dialect {
        case .openaiChat: ["endpoints", "openapi"]
        case .anthropic: ["publishers", "anthropic"]
        case .none, .openaiResponses, .gemini, .ollama, .cohere, .bedrock: ["publishers", "google"]
        }
    }

    private static func vertexEnding(_ path: [String]) -> BaseURLEnding {
        BaseURLEnding(
            dropped: [
                ["v1", "projects", "*", "locations", "*", "*", "*"], ["v1", "publishers", "*"],
                ["v1"],
            ], appended: path)
    }

    // MARK: All

    private func address(
        _ fields: Fields, _ known: String?, _ choice: ProviderChoice, _ ending: BaseURLEnding
    ) -> Address? {
        guard let written = fields.has("base_url") ? fields.text("base_url") : known else {
            if !fields.has("base_url") {
                problems.add(fields.mark, "\(Self.what(choice, fields)) needs the field `base_url`")
            }
            return nil
        }
        do throws(BaseURL.Problem) {
            return Address(url: try BaseURL(written, ending))
        } catch {
            problems.add(fields.valueMark(of: "base_url"), "`base_url` \(error.rawValue)")
            return nil
        }
    }

    private static func what(_ choice: ProviderChoice, _ fields: Fields) -> String {
        fields.has("provider")
            ? "a connection with the provider `\(choice.entry.id)`"
            : "a connection with the dialect `\(DialectName.name(choice.dialect))`"
    }

    /// A word that becomes part of a host name or a path; nil without one or after a report.
    private func label(_ name: String, _ fields: Fields) -> String? {
        guard let text = fields.text(name) else { return nil }
        guard Self.isLabel(text) else {
            problems.add(
                fields.valueMark(of: name),
                "`\(name)` may have letters, digits, `.`, `:` and `-` only, at most 64")
            return nil
        }
        return text
    }

    private static func isLabel(_ text: String) -> Bool {
        text.utf8.count <= Limits.nameCharacters
            && text.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5A).contains($0)
                    || (0x61...0x7A).contains($0) || ".:-".utf8.contains($0)
            }
    }
}
