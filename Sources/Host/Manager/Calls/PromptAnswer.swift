/// How a prompt ended.
enum PromptAnswer: Sendable {
    /// A person, or an answer that was remembered, picked a target.
    case picked(String, by: String)
    /// A person said no.
    case refused(by: String)
    /// Nobody did, and why that is a no.
    case denied(String)
}
