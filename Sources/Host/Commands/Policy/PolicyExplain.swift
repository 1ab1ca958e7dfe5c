import ArgumentParser
import Assertions
import LinuxIO
import Policy
import JSONText

struct PolicyExplain: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Show every rule that was considered for a call, and why it did not match.",
        discussion: """
            Says which rule decides and what a prompt would offer, and which one line of the policy would change that, \
            with the place where it belongs. The line has been tried.
            """)

    @OptionGroup var options: PolicyOptions
    @Argument(help: "Who calls.")
    var source: String
    @Argument(help: "Who is called: a VM, @default, @dispvm, @dispvm:NAME or dom0.")
    var target: String
    @Argument(help: ArgumentHelp("The service, with its argument.", valueName: "service[+argument]"))
    var service: String
    @Option(name: .customLong("for"), help: ArgumentHelp("The RemoteVM that the source relays for.", valueName: "vm"))
    var requestedSource: String?
    @Flag(help: "List the rules behind the one that decides as well.")
    var all = false
    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        if service.isEmpty || service.hasPrefix("+") {
            throw ValidationError("'\(service)' is no service; expected SERVICE or SERVICE+ARGUMENT.")
        }
    }

    func run() throws {
        let policy = try options.load(nil).compiled()
        let request = PolicyRequest(call: service, source: source, target: target, requestedSource: requestedSource)
        let explanation = Explainer(policy).explain(request)
        CurrentProcess.writeOutput(json ? explanation.json.document : explanation.text(listsAll: all))
    }
}
