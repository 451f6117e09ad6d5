package import IPC

/// Where a request goes and what it is translated for: the part of a lease that shapes bytes.
package struct Target: Sendable {
    /// Id of the request; ids that a dialect demands and nobody gave are made from it.
    package var requestID: String
    /// Seconds since 1970 at the request's arrival, for `created` where the provider has none.
    package var unixSeconds: Int64 = 0
    /// Dialect of the client.
    package var client: Dialect
    /// Dialect of the provider.
    package var provider: Dialect
    /// The model's name at the provider.
    package var model: String
    /// The model's name as the client gave it.
    package var modelAsked: String
    /// Which deviations the provider has: a catalogue id such as "deepseek"; empty for none.
    package var profile: String = ""
    /// What the profile needs beside: "api-version" of Azure.
    package var parameters: [Header] = []
    package var settings = TranslationSettings()

    package init(
        requestID: String, client: Dialect, provider: Dialect, model: String,
        modelAsked: String? = nil
    ) {
        self.requestID = requestID
        self.client = client
        self.provider = provider
        self.model = model
        self.modelAsked = modelAsked ?? model
    }

    /// A parameter's value; nil without it.
    package func parameter(_ name: String) -> String? {
        parameters.first { $0.name == name }?.value
    }
}
