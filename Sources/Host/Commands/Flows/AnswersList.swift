import ArgumentParser
import JSONText
import LinuxIO
import ManagerClient

struct AnswersList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ls", abstract: "Show the answers that are remembered.")

    @Flag(help: "Print JSON.")
    var json = false
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let answers = try await connection.connect().answers()
        guard !json else { return CurrentProcess.writeOutput(JSONValue.array(answers).document) }
        let invocation = Invocation()
        let rows = answers.map { answer -> [Table.Cell] in
            let target = answer.text("target")
            let asked = answer.text("requested_target")
            let expires = answer.number("expires_at_ms")
            return [
                Table.Cell(String(answer.number("id"))), Table.Cell(answer.text("source")),
                Table.Cell(answer.text("service") + answer.text("argument")),
                Table.Cell(asked.isEmpty ? "@default" : asked),
                target.isEmpty ? Table.Cell("no", .bad) : Table.Cell(target, .good),
                Table.Cell(
                    TimeText.duration(milliseconds: expires - min(expires, invocation.nowMilliseconds))),
            ]
        }
        let table = Table(
            columns: [
                .init(title: "ANSWER", isNumeric: true), .init(title: "SOURCE"), .init(title: "SERVICE"),
                .init(title: "ASKED FOR"), .init(title: "IS"), .init(title: "FOR", isNumeric: true),
            ], rows: rows)
        CurrentProcess.writeOutput(table.text(invocation.color))
    }
}
