import ArgumentParser
import FlowAnalysis
import LinuxIO
import JSONText

struct PolicyFlow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "flow", abstract: "Show how data and command can get from one VM to another.",
        discussion: """
            Shows a shortest path for data and one for command, without a prompt and with prompts answered by yes. A \
            path may lead through other VMs, disposables, netvms and templates. Each call on it was decided again, and \
            is shown with its rule, the request, and what is assumed of the service; without a destination everything \
            that can be reached is listed.

            The answer covers the channels that policy, VMs and services declare, no others. The administrative domain \
            and the INTERNET pass nothing on. Exit status: 0 answered, whether there is a path or not.
            """)

    @Argument(help: "Where it begins: a VM, INTERNET, @tag:TAG, @type:CLASS or @dispvm:TEMPLATE.")
    var source: String
    @Argument(help: "Where it ends.")
    var destination: String?
    @OptionGroup var flow: FlowOptionGroup

    func run() throws {
        let graph = try flow.graph()
        let sources = try flow.nodes(source, in: graph)
        guard let destination else {
            let list = ReachList(graph: graph, source: source, nodes: sources, withPrompts: !flow.noPrompts)
            return CurrentProcess.writeOutput(flow.json ? list.value.document : list.text(Invocation().color))
        }
        let targets = try flow.nodes(destination, in: graph)
        let answers = FlowQuestion.all(withPrompts: !flow.noPrompts).map { question in
            FlowAnswer(
                question: question,
                path: FlowSearch(graph, question.query).path(from: sources, to: targets), graph: graph)
        }
        if let failure = answers.flatMap(\.failures).first {
            throw CommandFailure(
                "a step of a path is not as it should be: \(failure.message); this is a mistake in bulkhead")
        }
        if flow.json {
            let value = FlowDocument(graph: graph).value(source, destination, answers)
            CurrentProcess.writeOutput(value.document)
        } else {
            let text = FlowText(graph: graph, color: Invocation().color)
            CurrentProcess.writeOutput(text.text(source, destination, answers))
        }
    }
}
