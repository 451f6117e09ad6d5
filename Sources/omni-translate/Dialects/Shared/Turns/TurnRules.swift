/// What a dialect demands of a conversation's order.
package struct TurnRules: Sendable {
    /// Neighbouring turns of one role become one.
    package var mergesRoles = false
    /// Results of a turn's calls stand together, in call order, before anything else of that user turn.
    ///
    /// Neighbouring assistant turns become one where one of them calls, since nothing may stand between a call and its
    /// result.
    package var gathersResults = false
    /// Results are told the name of their call, where they have none.
    package var namesResults = false
    /// Blocks of empty or blank text are left out.
    package var dropsBlankText = false
    /// Assistant turns of nothing but reasoning are left out.
    package var dropsThoughtOnly = false
    /// The first turn must be the user's.
    package var userFirst = false
    /// There must be a turn at all.
    package var needsTurn = false
    /// System text in the middle: kept, or told by the user.
    package var systemInside = true
    /// System text is kept only behind a user's turn and directly before an assistant's or the end; elsewhere the user
    /// tells it.
    package var systemBeforeAssistantOnly = false
    /// A last turn of the assistant is continued.
    package var allowsPrefill = true
    /// What an unanswered call gets, where the dialect demands an answer to each; nil to leave it.
    package var unansweredResult: String?

    /// Nothing but what every dialect demands: calls with names and unique ids, one result to a call.
    package init() {}
}
