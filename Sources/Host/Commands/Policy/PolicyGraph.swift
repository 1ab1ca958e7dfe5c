import ArgumentParser
import FlowAnalysis
import LinuxIO
import JSONText

struct PolicyGraph: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "graph", abstract: "Draw which VMs are connected, and by what.",
        discussion: """
            Calls are drawn from caller to callee, whichever way their data goes; the other connections are netvms, \
            templates, GUI and audio VMs, relays and devices. 'bulkhead policy graph --dot | dot -Tsvg' makes a picture.
            """)

    /// How it is written.
    enum Format: String, EnumerableFlag {
        case text
        case dot

        static func help(for value: Self) -> ArgumentHelp? {
            switch value {
            case .text: "As lines, by caller (default)."
            case .dot: "In the language of Graphviz."
            }
        }
    }

    @Flag var format = Format.text
    @Option(help: ArgumentHelp("Draw only calls of this service; may be repeated.", valueName: "service"))
    var service: [String] = []
    @OptionGroup var flow: FlowOptionGroup

    func validate() throws {
        if flow.json, format == .dot { throw ValidationError("--dot and --json are two formats.") }
    }

    func run() throws {
        let graph = try flow.graph()
        let query = FlowQuery(kinds: flow.noPrompts ? .withoutPrompt : .all)
        let drawing = ConnectionList(graph: graph, query: query, services: Set(service))
        if flow.json {
            CurrentProcess.writeOutput(drawing.value.document)
        } else {
            CurrentProcess.writeOutput(format == .dot ? drawing.dot : drawing.text(Invocation().color))
        }
    }
}
