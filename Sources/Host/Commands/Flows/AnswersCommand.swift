import ArgumentParser

/// The verbs about answers that are remembered.
struct AnswersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "answers", abstract: "Show the answers that are remembered, or forget one.",
        subcommands: [AnswersList.self, AnswersForget.self], defaultSubcommand: AnswersList.self)
}
