/// How a provider deviates from its dialect; data, so that codecs have no `if provider`.
struct Profile: Equatable {
    /// Takes `stream_options.include_usage`.
    var streamOptions = true

    /// The profile of a name; an unknown name has no deviations.
    static func named(_ name: String) -> Profile { table[name] ?? Profile() }

    /// facts: openai-chat dialect, section 9 and 11: these reject `stream_options` or put usage into the finish chunk
    /// without being asked.
    private static let table: [String: Profile] = [
        "mistral": Profile(streamOptions: false)
    ]
}
