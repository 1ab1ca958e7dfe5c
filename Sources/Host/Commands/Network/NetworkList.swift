import ArgumentParser
import JSONText
import LinuxIO
import ManagerClient

struct NetworkList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ls", abstract: "Show every link, what it has carried, and why it is as it is.",
        discussion: "REFUSED counts frames of the VM that its link does not carry: wrong addresses, other protocols.")

    @Flag(help: "Print JSON.")
    var json = false
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let links = try await connection.connect().links()
        guard !json else { return CurrentProcess.writeOutput(JSONValue.array(links).document) }
        let rows = links.map { link -> [Table.Cell] in
            let state = link.text("state")
            let because =
                [link.text("reason"), link.text("waits_for").isEmpty ? "" : "\(link.text("waits_for")) is not ready"]
                .first { !$0.isEmpty } ?? link.text("rule")
            return [
                Table.Cell(link.text("vm")), Table.Cell(link.text("netvm")),
                Table.Cell(state, state == "open" ? .good : .warning), Table.Cell(link.text("address")),
                Table.Cell(Self.amount(link.number("sent_bytes"))),
                Table.Cell(Self.amount(link.number("received_bytes"))),
                Table.Cell(String(link.number("refused_packets"))), Table.Cell(because),
            ]
        }
        let table = Table(
            columns: [
                .init(title: "NAME"), .init(title: "NETVM"), .init(title: "LINK"), .init(title: "ADDRESS"),
                .init(title: "SENT", isNumeric: true), .init(title: "RECEIVED", isNumeric: true),
                .init(title: "REFUSED", isNumeric: true), .init(title: "BECAUSE"),
            ], rows: rows)
        CurrentProcess.writeOutput(table.text(Invocation().color))
    }

    /// Bytes in the largest unit of which there is one.
    static func amount(_ bytes: UInt64) -> String {
        for (unit, shift) in [("GiB", 30), ("MiB", 20), ("KiB", 10)] as [(String, UInt64)] where bytes >> shift > 0 {
            let tenths = (bytes >> (shift - 10)) * 10 >> 10
            return "\(tenths / 10).\(tenths % 10) \(unit)"
        }
        return "\(bytes) B"
    }
}
