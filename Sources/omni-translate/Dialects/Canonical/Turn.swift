/// One message of a conversation.
package struct Turn: Sendable, Equatable {
    package enum Role: Sendable, Equatable {
        /// An instruction in the middle of the conversation; those at its start are `ModelRequest.system`.
        case system
        /// What the user says, and results of tools.
        case user
        case assistant
    }

    package var role: Role
    /// Name of the participant.
    package var name: String?
    package var blocks: [Block]

    package init(_ role: Role, _ blocks: [Block], name: String? = nil) {
        self.role = role
        self.blocks = blocks
        self.name = name
    }
}
