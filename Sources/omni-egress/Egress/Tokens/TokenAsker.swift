/// Whose request made an exchange for an access token necessary.
struct TokenAsker {
    var requestID = ""
    var connectionID = ""
}
