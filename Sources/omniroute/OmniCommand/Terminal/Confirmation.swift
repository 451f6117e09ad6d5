/// A question on the terminal.
enum Confirmation {
    /// Whether the answer is yes.
    static func ask(_ question: String) -> Bool {
        Terminal.prompt("\(question) [y/N] ")
        let answer = readLine()?.lowercased() ?? ""
        return answer == "y" || answer == "yes"
    }
}
