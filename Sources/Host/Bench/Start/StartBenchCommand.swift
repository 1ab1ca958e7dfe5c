import ArgumentParser
import LinuxIO

struct StartBenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "start",
        abstract: "Starts: cold boots, clones and disposables, beside the same QEMU line by hand.",
        discussion: """
            Each start goes from the request to the agent's word that commands can run, each disposable from the \
            request to the first line that its command prints; the manager runs already, and volumes exist. Needs \
            root. A bench is no test: it exits with 0 whatever it measures.
            """)

    @Option(help: "How often each kind of start is measured.")
    var rounds = 10
    @Option(help: "Memory of each VM in MiB.")
    var memory = 256
    @Option(help: "How many idle clones are started; 0 leaves them out.")
    var idle = 50
    @Option(help: "How long they are left alone before they are measured, in seconds.")
    var settle = 10
    @Option(help: "A configuration folder; the time until all its VMs run is measured too.", completion: .directory)
    var config: String?
    @OptionGroup var options: BenchOptions

    func validate() throws {
        guard (1...1_000).contains(rounds) else { throw ValidationError("--rounds is 1 to 1000.") }
        guard (64...65_536).contains(memory) else { throw ValidationError("--memory is 64 to 65536.") }
        guard (0...200).contains(idle) else { throw ValidationError("--idle is 0 to 200.") }
        guard (0...3_600).contains(settle) else { throw ValidationError("--settle is 0 to 3600.") }
    }

    func run() async throws {
        let bench = StartBench(
            programs: options.programFolder, images: options.images, rounds: rounds, memoryMiB: memory, idleCount: idle,
            settleSeconds: settle, shippedSet: config, command: command)
        try await options.print { try await bench.run($0) }
    }

    private var command: String {
        let words = [
            "start", "--rounds", "\(rounds)", "--memory", "\(memory)", "--idle", "\(idle)", "--settle", "\(settle)",
        ]
        return options.command(words + (config.map { ["--config", $0] } ?? []))
    }
}
