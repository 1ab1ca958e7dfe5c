import ArgumentParser
import ManagerClient

struct AnswerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "answer", abstract: "Answer a prompt.",
        discussion: """
            'bulkhead asks' shows the prompts and what each of them offers. The policy is asked again for the target \
            that is picked.
            """)

    @Argument(help: "The prompt's number.")
    var prompt: UInt64
    @Argument(help: "The target to allow the call to.", completion: .machines)
    var target: String?
    @Flag(help: "Deny the call.")
    var deny = false
    @Option(
        help: ArgumentHelp(
            "Remember the answer for this caller, target, service and argument, for example 10m, 2h or 1d.",
            valueName: "time"))
    var remember: String?
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        guard (target != nil) != deny else { throw ValidationError("Name a target, or give --deny.") }
        if let remember, ShortDuration(remember) == nil {
            throw ValidationError("--remember takes a time such as 90s, 10m, 2h or 1d.")
        }
    }

    func run() async throws {
        let seconds = remember.flatMap { ShortDuration($0) }?.seconds ?? 0
        try await connection.connect().answer(prompt, target: target, rememberSeconds: seconds)
    }
}
