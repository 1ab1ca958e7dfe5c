import ArgumentParser
import JSONText
import LinuxIO
import ManagerClient

struct ClipPaste: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "paste", abstract: "Give the clipboard's text to a VM, and wipe it.",
        discussion: """
            Where the policy says 'ask', whoever holds the prompts is asked ('bulkhead asks --follow'). Exit status: 126 \
            when it is denied.
            """)

    @Argument(help: "The VM.", completion: .machines)
    var name: String
    @Flag(help: "Print JSON.")
    var json = false
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let manager = try await connection.connect()
        do throws(ManagerError) {
            let facts = try await manager.clipboardPaste(into: name)
            let text = ClipText.sentence(facts, nowMilliseconds: Invocation().nowMilliseconds)
            CurrentProcess.writeOutput(json ? facts.document : text + "\n")
        } catch {
            guard case .refused(.denied, _, _) = error else { throw error }
            throw CommandFailure(error, code: 126)
        }
    }
}
