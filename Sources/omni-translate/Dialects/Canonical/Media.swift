package import IPC

/// A picture, document, sound or film.
package struct Media: Sendable, Equatable {
    package enum Kind: Sendable, Equatable { case image, document, audio, video }

    package enum Source: Sendable, Equatable {
        /// Base64 without line breaks and without a `data:` prefix.
        case base64(String)
        case url(String)
        /// An id that only this dialect's provider knows.
        case file(OpaqueID)
        /// Plain text of a document.
        case text(String)
    }

    package var kind: Kind
    package var source: Source
    /// "image/png", without parameters; nil when nobody said.
    package var mediaType: String?
    /// File name or title.
    package var name: String?
    /// openai: "low", "high", "auto", "original".
    package var detail: String?
    package var cacheMark: OpaqueValue?
    /// Further members of its own dialect: a JSON object of them, such as anthropic's `citations` and `context`.
    package var extras: OpaqueValue?
    package var proof: Proof?

    package init(_ kind: Kind, _ source: Source, mediaType: String? = nil) {
        self.kind = kind
        self.source = source
        self.mediaType = mediaType
    }
}

/// An id of something that a provider keeps.
package struct OpaqueID: Sendable, Equatable {
    package var dialect: Dialect
    package var id: String

    package init(_ dialect: Dialect, _ id: String) {
        self.dialect = dialect
        self.id = id
    }
}
