import ArgumentParser
import JSONText
import LinuxIO
import ManagerClient

struct ClipCopy: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "copy", abstract: "Take a VM's text to the clipboard.")

    @Argument(help: "The VM.", completion: .machines)
    var name: String
    @Flag(help: "Print JSON.")
    var json = false
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let facts = try await connection.connect().clipboardCopy(from: name)
        let text = ClipText.sentence(facts, nowMilliseconds: Invocation().nowMilliseconds)
        if json { CurrentProcess.writeOutput(facts.document) }
        guard facts.text("state") == "filled" else { throw CommandFailure(text) }
        if !json { CurrentProcess.writeOutput("\(text): 'bulkhead clip paste VM'\n") }
    }
}
