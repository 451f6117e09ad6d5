internal import Glibc

/// A question on the terminal.
enum Confirmation {
    /// Whether the answer is yes.
    static func ask(_ question: String) -> Bool {
        Terminal.write(Array("\(question) [y/N] ".utf8), to: STDERR_FILENO)
        let answer = readLine()?.lowercased() ?? ""
        return answer == "y" || answer == "yes"
    }
}
