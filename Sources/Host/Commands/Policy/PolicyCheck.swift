import ArgumentParser
import LinuxIO
import Machines
import Policy
import PolicyFiles
import JSONText

struct PolicyCheck: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Check the policy without using it.",
        discussion: """
            Prints every problem as file:line:column with the line itself. Of a configuration the assertions and the \
            signature of the locked layer are checked as well, as the manager does; a folder of rules, and --compat, are \
            looked at for themselves. Exit status: 0 it can be used; 1 it has errors; 2 the folder cannot be read.
            """)

    @Argument(
        help: "The folder of the configuration, one with .policy files, or a single file.", completion: .file())
    var folder: String?
    @Flag(help: "Print JSON.")
    var json = false
    @OptionGroup var options: PolicyOptions

    func run() throws {
        let reader = PolicyReader(mode: options.mode)
        let reading: PolicyReading
        var machines = options.systemInfo.map { WorldReading(file: $0) }
        var admission: PolicyAdmission?
        if let folder, let bytes = try SinglePolicyFile.contents(folder) {
            reading = reader.readAlone(bytes, file: folder)
        } else {
            let location = try options.location(folder)
            reading = reader.read(location.layout, from: DiskPolicyProvider())
            machines = machines ?? location.configurationFolder.map { WorldReading(configuration: $0) }
            // With other errors beside them these would say little.
            let isReady = reading.rules != nil && (machines == nil || machines?.world != nil)
            if let folder = location.folder, options.mode == .strict, isReady {
                admission = PolicyAdmission(
                    of: folder, world: machines?.world, lockedKey: try LockedFiles.configuredKey(folder),
                    runtimeDirectory: options.beside.runtimeDirectory)
            }
        }
        var problems = reading.errors.map(\.problem) + reading.warnings + (machines?.problems ?? [])
        let told = Set(problems)
        problems += admission?.problems.filter { !told.contains($0) } ?? []
        let isGood =
            reading.rules != nil && (machines == nil || machines?.world != nil) && admission?.errors.isEmpty ?? true
        if json {
            CurrentProcess.writeOutput(document(reading, problems, isGood).document)
        } else {
            var excerpt = SourceExcerpt()
            // What is wrong with a file as a whole stands on none of its lines.
            let whole = Set(reading.errors.filter { !$0.hasLine }.map(\.problem))
            let color = Invocation().color
            for problem in problems {
                CurrentProcess.writeOutput(
                    color.paint(problem.description, problem.severity == .error ? .bad : .warning) + "\n"
                        + (whole.contains(problem) ? "" : excerpt.text(of: problem)))
            }
            CurrentProcess.writeOutput(summary(reading, machines, admission) + "\n")
        }
        if !isGood { throw ExitCode.failure }
    }

    private func summary(
        _ reading: PolicyReading, _ machines: WorldReading?, _ admission: PolicyAdmission?
    ) -> String {
        guard let rules = reading.rules else {
            let count = reading.errors.count + reading.untoldErrorCount
            let untold = reading.untoldErrorCount > 0 ? ", of which \(reading.errors.count) are shown" : ""
            return "\(count) \(count == 1 ? "error" : "errors")\(untold)"
        }
        var text = "\(rules.rules.count) rules in \(rules.files.count) files"
        if rules.lockedCount > 0 { text += ", \(rules.lockedCount) of them locked" }
        if let machines { text += machines.world.map { ", \($0.domains.count) VMs" } ?? ", the VMs have errors" }
        if machines != nil, machines?.world == nil { return text }
        if let count = admission?.errors.count, count > 0 {
            return text + ", and the manager refuses them: \(count) \(count == 1 ? "error" : "errors")"
        }
        if let count = admission?.assertionCount, count > 0 {
            text += ", \(count) \(count == 1 ? "assertion" : "assertions")"
        }
        return text + ", no errors"
    }

    private func document(_ reading: PolicyReading, _ problems: [Problem], _ isGood: Bool) -> JSONValue {
        .object([
            "usable": .bool(isGood), "problems": .array(problems.map(\.json)),
            "untold_errors": .number(UInt64(reading.untoldErrorCount)),
            "rules": reading.rules.map { .number(UInt64($0.rules.count)) } ?? .null,
            "locked_rules": reading.rules.map { .number(UInt64($0.lockedCount)) } ?? .null,
            "files": reading.rules.map { .strings($0.files) } ?? .null,
        ])
    }
}
