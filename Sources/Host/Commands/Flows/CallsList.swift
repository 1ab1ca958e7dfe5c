import ArgumentParser
import JSONText
import LinuxIO
import ManagerClient

struct CallsList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "ls", abstract: "Show the calls that are under way.")

    @Flag(help: "Print JSON.")
    var json = false
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let calls = try await connection.connect().calls()
        guard !json else { return CurrentProcess.writeOutput(JSONValue.array(calls).document) }
        let invocation = Invocation()
        let rows = calls.map { call -> [Table.Cell] in
            let asked = call.text("requested_target")
            let age = invocation.nowMilliseconds - min(invocation.nowMilliseconds, call.number("started_at_ms"))
            let target = call.text("target")
            return [
                Table.Cell(String(call.number("number"))), Table.Cell(call.text("source")),
                Table.Cell(call.text("service") + call.text("argument")),
                Table.Cell(target.isEmpty ? (asked.isEmpty ? "@default" : asked) : target),
                Table.Cell(call.text("state"), call.text("state") == "connected" ? .good : .warning),
                Table.Cell(TimeText.duration(milliseconds: age)),
            ]
        }
        let table = Table(
            columns: [
                .init(title: "CALL", isNumeric: true), .init(title: "SOURCE"), .init(title: "SERVICE"),
                .init(title: "TARGET"), .init(title: "STATE"), .init(title: "FOR", isNumeric: true),
            ], rows: rows)
        CurrentProcess.writeOutput(table.text(invocation.color))
    }
}
