import ArgumentParser
import JSONText
import LinuxIO
import ManagerClient

struct ClipShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show how the clipboard is: whose text it holds, and what became of the last step.",
        discussion: "What the text says is known to nobody on the host.")

    @Flag(help: "Print JSON.")
    var json = false
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let facts = try await connection.connect().clipboard()
        let text = ClipText.sentence(facts, nowMilliseconds: Invocation().nowMilliseconds)
        CurrentProcess.writeOutput(json ? facts.document : text + "\n")
    }
}
