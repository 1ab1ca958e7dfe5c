import ArgumentParser
import JSONText
import LinuxIO
import ManagerClient

/// Shows prompts, and with --follow holds them.
struct AsksCommand: InteractiveCommand {
    static let configuration = CommandConfiguration(
        commandName: "asks", abstract: "Show the prompts that wait for an answer, or answer them as they come.",
        discussion: """
            A call for which the policy says 'ask' waits for an answer only while somebody holds the prompts; otherwise \
            it is denied at once. --follow holds them: on a terminal it shows each prompt and takes the answer, elsewhere \
            it prints one JSON text for each prompt that comes, prompt that goes, and denial.

            On the terminal, answer with the number or the name of a target, or with n for no. 'NUMBER for 10m' \
            remembers the answer: for this caller, target, service and argument, and for that time. What is typed within \
            a second after a prompt came up is thrown away.
            """)

    @Flag(name: .shortAndLong, help: "Hold the prompts, until Ctrl-C.")
    var follow = false
    @Flag(help: "Print JSON.")
    var json = false
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let manager = try await connection.connect()
        if follow {
            let isInteractive = !json && CurrentProcess.isTerminal(0) && CurrentProcess.isTerminal(1)
            var view = PromptView(manager, isInteractive: isInteractive)
            return try await view.run()
        }
        let prompts = try await manager.prompts()
        guard !json else { return CurrentProcess.writeOutput(JSONValue.array(prompts).document) }
        let invocation = Invocation()
        for prompt in prompts {
            let text = PromptText(prompt, nowMilliseconds: invocation.nowMilliseconds)
            CurrentProcess.writeOutput(text.lines(invocation.color).map { $0 + "\n" }.joined())
        }
    }
}
