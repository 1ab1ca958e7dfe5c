import Agent
import GuestTools
import LinuxIO

/// PID 1 of a guest; under the names of the guest's tools, those tools.
@main
struct Program {
    static func main() {
        let arguments = Array(CommandLine.arguments.dropFirst())
        let name = FileSystem.lastComponent(of: CommandLine.arguments.first ?? "")
        if let code = GuestTool.run(name, arguments) { CurrentProcess.exit(code) }
        AgentProgram.run(arguments)
    }
}
