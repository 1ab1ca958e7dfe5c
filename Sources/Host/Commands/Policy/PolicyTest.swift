import ArgumentParser
import Assertions
import FlowAnalysis
import LinuxIO
import Machines
import Policy
import PolicyFiles
import JSONText

struct PolicyTest: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Check the assertions of a configuration.",
        discussion: """
            Reads every *.assert and *.vectors of the folder's assertions.d and holds them against the policy. Prints \
            one line for each statement, in the Test Anything Protocol, and what breaks it: a call, or a path with the \
            rule of each step.

            Exit status: 0 all hold; 1 one is broken or could not be checked; 2 a file could not be read.
            """)

    @OptionGroup var options: PolicyOptions
    @Argument(help: "The folder of the configuration.", completion: .directory)
    var folder: String?
    @Option(
        help: ArgumentHelp("The VMs, as a file like that of --system-info.", valueName: "file"),
        completion: .file(extensions: ["json"]))
    var world: String?
    @Option(
        help: ArgumentHelp("The folder of the assertions, or one file.", valueName: "path"), completion: .directory)
    var assertions: String?
    @Flag(help: "Take every connection as one that is used both ways, whatever services.d says.")
    var hostile = false
    @Flag(help: "Tell which rules no tested call is decided by.")
    var coverage = false
    @Flag(help: "Change one rule after the other, and tell which changes nothing notices.")
    var mutations = false
    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let loaded = try options.load(folder)
        guard let path = assertions ?? loaded.location.assertionsDirectory else {
            throw CommandFailure(
                "there is no folder assertions.d", advice: "give --assertions, with a folder or a file", code: 2)
        }
        let files = try AssertionFiles(path)
        let machines = try world.map { (file) throws(CommandFailure) in try Self.world(file) } ?? loaded.world()
        var flows = loaded.flowOptions
        if hostile { flows.mode = .hostile }
        let checker = AssertionChecker(
            rules: loaded.rules, world: machines, mode: loaded.mode, services: try loaded.services(), options: flows,
            worlds: files.worlds)
        let report = checker.check(files.assertions)
        let transcript = TestTranscript(
            report: report, rules: loaded.rules,
            coverage: coverage ? RuleCoverage(report, ruleCount: loaded.rules.rules.count) : nil,
            mutations: mutations ? MutationAnalysis(checker, files.assertions, report).run() : nil)
        CurrentProcess.writeOutput(json ? transcript.json.document : transcript.text)
        if report.isBroken { throw ExitCode.failure }
    }

    private static func world(_ file: String) throws(CommandFailure) -> World {
        let reading = WorldReading(file: file)
        if let world = reading.world { return world }
        for problem in reading.problems { CurrentProcess.writeError(problem.description + "\n") }
        throw CommandFailure("the VMs of \(file) cannot be read", code: 2)
    }
}
