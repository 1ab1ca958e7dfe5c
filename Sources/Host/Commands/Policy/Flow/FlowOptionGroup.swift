import ArgumentParser
import FlowAnalysis
import LinuxIO
import Machines
import Policy
import PolicyFiles

extension FlowMode: ExpressibleByArgument {}

/// What the graph is built from; the same for all verbs about flows.
struct FlowOptionGroup: ParsableArguments {
    @OptionGroup var policy: PolicyOptions

    @Option(
        help: ArgumentHelp(
            "What the services do, as a folder of .toml files (default: services.d of the configuration).",
            valueName: "folder"),
        completion: .directory)
    var services: String?
    @Option(
        help: ArgumentHelp(
            "Whether services move data only as described (contract), or both ways whenever they can (hostile).",
            valueName: "mode"))
    var mode = FlowMode.contract
    @Flag(help: "Leave out what a person has to allow in a prompt.")
    var noPrompts = false
    @Flag(help: "Print JSON.")
    var json = false

    /// Builds the graph.
    ///
    /// - Returns: The graph of the policy, its VMs and its services.
    /// - Throws: ``CommandFailure`` with status 2 when one of them cannot be read.
    func graph() throws(CommandFailure) -> FlowGraph {
        let loaded = try policy.load(nil)
        let compiled = try loaded.compiled()
        let folder = try ServiceMapFolder(named: services, beside: loaded.location.servicesDirectory)
        let map = try folder.read()
        if folder.path == nil {
            CurrentProcess.writeError(
                "bulkhead: nothing describes the services; each is taken to move data both ways and to command "
                    + "whoever it calls (--services names a folder that does)\n")
        }
        let count = FlowGraph.nodeLimit(of: compiled.world)
        guard count <= FlowGraph.maximumNodeCount else {
            throw CommandFailure(
                "\(count) VMs and disposables are too many to follow flows through",
                advice: "at most \(FlowGraph.maximumNodeCount)", code: 2)
        }
        var options = FlowOptions(mode: mode)
        options.decidesNetwork = FlowGraph.decidesNetwork(compiled.rules)
        return FlowGraph(compiled, services: map, options: options)
    }

    /// The nodes that a word of the command line means.
    ///
    /// - Parameters:
    ///   - word: A name, `INTERNET`, or a word of a policy.
    ///   - graph: The graph.
    /// - Returns: The nodes, at least one.
    /// - Throws: ``CommandFailure`` with status 64 when there is none.
    func nodes(_ word: String, in graph: FlowGraph) throws(CommandFailure) -> [FlowNode] {
        let nodes = graph.nodes(named: word)
        guard nodes.isEmpty else { return nodes }
        let names = graph.nodes.map(\.name)
        let advice = NearestWord.find(word, among: names).map { "did you mean '\($0)'?" }
        throw CommandFailure(
            "there is nothing named '\(word)'",
            advice: advice ?? "name a VM, INTERNET, @tag:TAG, @type:CLASS or @dispvm:TEMPLATE", code: 64)
    }
}
