public import IPC

/// One model that a provider is known to have.
public struct CatalogueModel: Equatable, Sendable {
    /// What it does.
    public enum Kind: String, Equatable, Sendable {
        /// Answers in a conversation.
        case chat
        /// Turns text into vectors.
        case embedding
        /// Makes pictures.
        case image
        /// Reads text aloud.
        case speech
        /// Writes down what is said.
        case transcription
        /// Orders documents by a question.
        case rerank
        /// Judges text.
        case moderation
        /// Makes films.
        case video
    }

    /// What decisions need; the name is the one in requests.
    public let facts: ModelFacts
    /// For people.
    public let title: String
    /// What it does.
    public let kind: Kind
    /// Whether it thinks before it answers; nil when unknown.
    public let reasons: Bool?
    /// The vendor wants it replaced.
    public let isDeprecated: Bool
}
