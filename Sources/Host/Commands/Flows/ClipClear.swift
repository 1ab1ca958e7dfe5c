import ArgumentParser
import LinuxIO
import ManagerClient

struct ClipClear: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "clear", abstract: "Wipe the clipboard.")

    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let wasFilled = try await connection.connect().clearClipboard()
        CurrentProcess.writeOutput(wasFilled ? "wiped\n" : "it was empty\n")
    }
}
