import ArgumentParser
import Definitions
import LinuxIO
import Machines
import Policy
import PolicyFiles
import JSONText

struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check a configuration without using it.",
        discussion: """
            The policy is checked with it, its assertions and the signature of its locked layer as well. Prints every \
            problem as file:line:column; exits with 1 if one of them is an error.
            """)

    @Argument(help: "The folder of the configuration.", completion: .directory)
    var folder = "/etc/bulkhead"
    @Option(help: "A folder of template images, besides debian-12, which is always known.", completion: .directory)
    var images: String?
    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        guard FileSystem.isDirectory(folder) else {
            throw CommandFailure("there is no configuration folder \(folder)", advice: "name one")
        }
        let settingsPath = folder + "/bulkhead.toml"
        let settings =
            FileSystem.exists(settingsPath)
            ? SourceFile(path: "bulkhead.toml", bytes: try FileSystem.read(settingsPath)) : nil
        let machines = try FileSystem.list(folder + "/vms.d").filter { $0.hasSuffix(".toml") && !$0.hasPrefix(".") }
            .map { name in
                SourceFile(path: "vms.d/" + name, bytes: try FileSystem.read(folder + "/vms.d/" + name))
            }
        let facts = HostFacts(
            memoryMiB: try Self.memoryMiB(), cpuCount: CurrentProcess.processorCount,
            imageTemplates: ["debian-12"]
                + (try images.map { (path) throws(SystemError) in try FileSystem.list(path) } ?? []))
        let result = ConfigurationReader.read(settings: settings, machines: machines, host: facts)
        let policy = result.configuration.map { configuration in
            PolicyAdmission(
                of: folder, world: World(configuration), lockedKey: configuration.settings.policy.lockedKey)
        }
        let problems = result.problems + (policy?.problems ?? [])
        let isGood = policy?.errors.isEmpty ?? false
        if json {
            CurrentProcess.writeOutput(JSONValue.array(problems.map(\.json)).document)
        } else {
            for problem in problems { CurrentProcess.writeOutput(problem.description + "\n") }
            if isGood { CurrentProcess.writeOutput("\(machines.count) VMs, no errors\n") }
        }
        if !isGood { throw ExitCode.failure }
    }

    private static func memoryMiB() throws -> Int {
        let text = try FileSystem.readText("/proc/meminfo")
        for line in text.split(separator: "\n") where line.hasPrefix("MemTotal:") {
            let fields = line.split(separator: " ")
            if fields.count > 1, let kibibytes = Int(fields[1]) { return kibibytes / 1_024 }
        }
        throw CommandFailure("/proc/meminfo does not tell the host's memory", advice: "mount /proc")
    }
}
