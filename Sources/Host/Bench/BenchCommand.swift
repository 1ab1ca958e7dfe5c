package import ArgumentParser
import LinuxIO
import ManagerClient

/// The program `bulkhead-bench`.
///
/// Exit status: 0 measured, whatever came of it; 1 it could not be measured; 64 wrong usage.
package struct BenchCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "bulkhead-bench", abstract: "Measure Bulkhead against the same work done by hand.",
        subcommands: [BootCommand.self, StartBenchCommand.self, FlowBenchCommand.self, PolicyBenchCommand.self])

    package init() {}
}

struct BootCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "boot", abstract: "Cold boots, by the manager and by the same QEMU line by hand, in turn.",
        discussion: """
            Each boot goes from the request to the agent's word that commands can run; the manager runs already, and \
            the volume exists. Needs root. A bench is no test: it exits with 0 whatever it measures.
            """)

    @Option(help: "Pairs of boots.")
    var pairs = 10
    @Option(help: "Memory of the VM in MiB.")
    var memory = 256
    @Option(help: "A configuration folder; the time until all its VMs run is measured too.", completion: .directory)
    var config: String?
    @OptionGroup var options: BenchOptions

    func validate() throws {
        guard (1...1_000).contains(pairs) else { throw ValidationError("--pairs is 1 to 1000.") }
        guard (64...65_536).contains(memory) else { throw ValidationError("--memory is 64 to 65536.") }
    }

    func run() async throws {
        let bench = BootBench(
            programs: options.programFolder, images: options.images, pairs: pairs, memoryMiB: memory,
            shippedSet: config, command: command)
        try await options.print { try await bench.run($0) }
    }

    private var command: String {
        let words = ["boot", "--pairs", "\(pairs)", "--memory", "\(memory)"]
        return options.command(words + (config.map { ["--config", $0] } ?? []))
    }
}
