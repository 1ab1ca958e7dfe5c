import ArgumentParser
import LinuxIO

struct FlowBenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "flows",
        abstract: "Calls, streams, files and the clipboard between two VMs, beside raw virtio-serial.",
        discussion: """
            Raw virtio-serial is the same two QEMU lines started by hand with one port more, 'dd' at both ends, and a \
            loop between them. Starting client and service is measured in the same VMs, and a call is what is beyond \
            them. Needs root. A bench is no test: it exits with 0 whatever it measures.
            """)

    @Option(help: "Calls that are timed.")
    var calls = 200
    @Option(help: "MiB of each stream.")
    var stream = 256
    @Option(help: "Rounds of streams.")
    var rounds = 3
    @Option(help: "MiB of the large file; 0 copies no files.")
    var file = 1_024
    @Option(help: "Number of small files, 4 KiB each.")
    var smallFiles = 10_000
    @OptionGroup var options: BenchOptions

    func validate() throws {
        guard (10...100_000).contains(calls) else { throw ValidationError("--calls is 10 to 100000.") }
        guard (1...65_536).contains(stream) else { throw ValidationError("--stream is 1 to 65536.") }
        guard (1...100).contains(rounds) else { throw ValidationError("--rounds is 1 to 100.") }
        guard (0...16_384).contains(file) else { throw ValidationError("--file is 0 to 16384.") }
        guard (1...1_000_000).contains(smallFiles) else { throw ValidationError("--small-files is 1 to 1000000.") }
    }

    func run() async throws {
        let bench = FlowBench(
            programs: options.programFolder, images: options.images, callCount: calls, streamMebibytes: stream,
            rounds: rounds,
            fileMebibytes: file, smallFileCount: smallFiles, command: command)
        try await options.print { try await bench.run($0) }
    }

    private var command: String {
        options.command([
            "flows", "--calls", "\(calls)", "--stream", "\(stream)", "--rounds", "\(rounds)", "--file", "\(file)",
            "--small-files", "\(smallFiles)",
        ])
    }
}
