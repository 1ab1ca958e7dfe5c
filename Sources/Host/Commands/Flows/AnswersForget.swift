import ArgumentParser
import ManagerClient

struct AnswersForget: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "forget", abstract: "Forget an answer: the next such call asks again.")

    @Argument(help: "The answer's number.")
    var answer: UInt64
    @OptionGroup var connection: ConnectionOptions

    func run() async throws { try await connection.connect().forget(answer: answer) }
}
