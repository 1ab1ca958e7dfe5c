import ArgumentParser
import LinuxIO
import Policy
import PolicyFiles
import PolicyReview
import JSONText

struct PolicyLint: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint", abstract: "Find rules that can be used and were probably not meant.",
        discussion: """
            A rule that is never reached, a name that nobody has, a denial that leaves out dom0, and more: --list shows \
            everything that is looked for. The VMs are those of the configuration, or of --world; without any, nothing \
            is said of VMs. A comment on the line before allows a finding: # lint: allow NAME REASON.

            Exit status: 0 no errors; 1 errors, with --strict also warnings; 2 the folder or the VMs cannot be read.
            """)

    @Argument(
        help: "The folder of the configuration, one with .policy files, or a single file.", completion: .file())
    var folder = PolicyOptions.defaultFolder
    @Option(
        help: ArgumentHelp("The folder of the descriptions of services.", valueName: "folder"), completion: .directory)
    var services: String?
    @Option(help: "How to print: text, json or sarif.")
    var format: LintFormat = .text
    @Flag(help: "Print JSON, as --format json.")
    var json = false
    @Flag(help: "Fail on warnings as well.")
    var strict = false
    @Flag(help: "Print notes as well, where the format is text.")
    var notes = false
    @Flag(help: "Show everything that is looked for, and do nothing else.")
    var list = false
    @OptionGroup var options: ReviewOptions

    func validate() throws {
        if json, format == .sarif { throw ValidationError("--json and --format sarif exclude one another.") }
    }

    func run() throws {
        let color = Invocation().color
        if list { return CurrentProcess.writeOutput(LintText.rules(color)) }
        let policy = try ReviewedPolicy(folder, options)
        var input = LintInput(reading: policy.reading, mode: policy.mode)
        input.texts = policy.texts
        input.world = try policy.world(options.world)
        let described = try ServiceMapFolder(named: services, beside: policy.location.servicesDirectory)
        if described.path != nil { input.services = ServiceMapTraits(try described.read()) }
        let report = PolicyLinter.lint(input)
        let text =
            switch json ? .json : format {
            case .text: LintText(report: report, color: color, withNotes: notes).text
            case .json: LintDocument.value(report).document
            case .sarif: SarifDocument.value(report).document
            }
        CurrentProcess.writeOutput(text)
        if report.count(.error) > 0 || (strict && report.count(.warning) > 0) { throw ExitCode.failure }
    }
}

/// How findings are printed.
enum LintFormat: String, CaseIterable, ExpressibleByArgument {
    case text
    case json
    case sarif
}
