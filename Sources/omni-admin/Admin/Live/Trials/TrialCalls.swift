internal import Crypto
internal import Dialects
internal import IPC
internal import JSON

/// The calls that a connection is tried by, as its dialect and its provider want them.
enum TrialCalls {
    /// Providers whose list of models anybody gets: it shows nothing about a key.
    ///
    /// As they do in public, November 2026.
    static let publicLists: Set<String> = [
        "openrouter", "huggingface", "nvidia", "deepinfra", "opencode", "ollama",
    ]

    /// The list of models; nil where the dialect has none.
    static func models(
        of connection: ProviderConnection, id: String
    ) -> (call: ProviderCall, listing: ModelListing)? {
        guard let listing = ModelListing.of(connection.dialect, profile: connection.profile) else {
            return nil
        }
        var url = connection.baseURL + listing.path
        if let version = connection.parameters.first(where: { $0.name == "api-version" }) {
            url += (listing.path.contains("?") ? "&" : "?") + "api-version=" + version.value
        }
        let headers = [Header(name: "accept", value: "application/json")] + listing.headers
        let request = request(of: connection, id: id, "GET", url, headers, body: [])
        return (ProviderCall(request: request, limit: LiveLimits.listBytes), listing)
    }

    /// An answer of one token.
    ///
    /// - Throws: When it cannot be said in the dialect.
    static func chat(
        of connection: ProviderConnection, model: String, id: String
    ) throws(GatewayError) -> ProviderCall {
        guard let codec = Codecs.provider(connection.dialect) else {
            throw GatewayError(
                status: 400, code: "unsupported", message: "The dialect is not known.")
        }
        var question = ModelRequest(model: model)
        question.turns = [Turn(.user, [.text(TextBlock("Hi"))])]
        question.sampling.maxOutputTokens = 1
        // Of no client whose own fields would go through as they are.
        var target = Target(
            requestID: id, client: .anthropic, provider: connection.dialect, model: model)
        target.profile = connection.profile
        target.parameters = connection.parameters
        let encoded = try codec.write(question, target)
        var body: [UInt8] = []
        let original: [UInt8] = []
        encoded.body.append(to: &body, from: original.span.bytes)
        let request = request(
            of: connection, id: id, "POST", connection.baseURL + encoded.path, encoded.headers,
            body: body)
        return ProviderCall(request: request, body: body)
    }

    /// A request with the connection's own headers, and a deadline that people wait for.
    static func request(
        of connection: ProviderConnection, id: String, _ method: String, _ url: String,
        _ headers: [Header], body: [UInt8]
    ) -> EgressRequest {
        let own = connection.headers.filter { header in
            !headers.contains { $0.name == header.name }
        }
        let milliseconds = LiveLimits.callMilliseconds
        return EgressRequest(
            requestID: id, connectionID: connection.id, method: method, url: url,
            headers: headers + own, contentLength: UInt64(body.count),
            deadlines: Deadlines(
                connectMs: milliseconds, firstByteMs: milliseconds, idleMs: milliseconds,
                totalMs: milliseconds),
            bodySha256: Crypto.sha256(body), purpose: .purposeProbe)
    }
}
