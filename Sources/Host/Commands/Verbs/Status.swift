import ArgumentParser
import LinuxIO
import ManagerClient
import JSONText

struct Status: InteractiveCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show how the manager is.",
        discussion: """
            With --watch on a terminal: a live view of the manager and all VMs; q or Ctrl-C ends it, and nothing \
            else. Elsewhere: one line for each change, until the manager ends.
            """)

    @Flag(help: "Print JSON.")
    var json = false
    @Flag(help: "Keep showing.")
    var watch = false
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        if json, watch { throw ValidationError("--json and --watch exclude one another.") }
    }

    func run() async throws {
        let manager = try await connection.connect()
        let invocation = Invocation()
        if watch {
            let states = try await manager.states()
            if invocation.isOutputTerminal {
                try LiveView(color: invocation.color).run(states)
            } else {
                await ChangeLines.follow(states)
            }
            return
        }
        let state = ManagerState(manager: try await manager.status(), machines: try await manager.machines())
        let lines = StatusText.lines(state, nowMilliseconds: invocation.nowMilliseconds, invocation.color)
        CurrentProcess.writeOutput(json ? state.json.document : lines.map { $0 + "\n" }.joined())
    }
}
