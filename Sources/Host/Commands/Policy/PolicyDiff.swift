import ArgumentParser
import LinuxIO
import Machines
import Policy
import PolicyFiles
import PolicyReview
import JSONText

struct PolicyDiff: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Show which calls two policies decide differently.",
        discussion: """
            Each difference is a set of callers and targets with a call that shows it, which both policies were asked \
            to decide. Pairs of VMs that reach each other over several calls, and did not, are told beside them.

            Each policy is held against the VMs of its own configuration, or both against --world; with --new-world, the \
            same rules may be compared over two sets of VMs. Where nothing says which VMs there are, examples stand for \
            them: one for each name, tag, two tags and class of the rules.

            With --gate, every difference that lets through more than before must be accepted in a file of lines \
            'accept WHAT REASON': WHAT is the name of a difference, or KIND:SERVICE+ARGUMENT:SOURCE:TARGET with * for \
            any text. Statements 'accept diff …' in that file and in the new policy's assertions.d accept calls as well. \
            Exit status: 0 compared, and accepted; 1 not accepted; 2 a policy, the VMs or the list cannot be read.
            """)

    @Argument(help: "The policy that is there: a configuration, or a folder of .policy files.", completion: .directory)
    var old: String
    @Argument(help: "The policy that is to come.", completion: .directory)
    var new: String
    @Option(
        name: .customLong("new-world"), help: ArgumentHelp("The VMs of the new policy.", valueName: "file"),
        completion: .file(extensions: ["json"]))
    var newWorld: String?
    @Option(
        help: ArgumentHelp("Fail unless this list accepts every widening.", valueName: "file"), completion: .file())
    var gate: String?
    @Flag(help: "Print JSON.")
    var json = false
    @OptionGroup var options: ReviewOptions

    func run() throws {
        let before = try ReviewedPolicy(old, options)
        let after = try ReviewedPolicy(new, options)
        let (oldRules, newRules) = (try before.rules(), try after.rules())
        let oldWorld = try before.world(options.world)
        let newWorld = try after.world(newWorld ?? options.world)
        let isExample = oldWorld == nil && newWorld == nil
        let example = ExampleWorld.make(for: isExample ? [oldRules, newRules] : [])
        let oldPolicy = CompiledPolicy(
            rules: oldRules, world: oldWorld ?? newWorld ?? example, mode: before.mode)
        let newPolicy = CompiledPolicy(rules: newRules, world: newWorld ?? oldWorld ?? example, mode: after.mode)
        let accepted = try gate.map { path throws(CommandFailure) in
            try DiffAcceptance(
                list: path, assertions: after.location.assertionsDirectory, policies: (oldPolicy, newPolicy))
        }
        let result = DiffResult(
            comparison: PolicyComparison(from: oldPolicy, to: newPolicy),
            reach: ReachComparison(from: oldPolicy, to: newPolicy).differences, accepted: accepted,
            isExample: isExample)
        CurrentProcess.writeOutput(
            json ? DiffDocument.value(result).document : DiffText(result: result, color: Invocation().color).text)
        if !result.unaccepted.isEmpty { throw ExitCode.failure }
    }
}
