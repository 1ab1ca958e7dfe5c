import ArgumentParser
import LinuxIO

/// What every bench of VMs is told: where programs and images are, and how to print.
struct BenchOptions: ParsableArguments {
    @Option(help: "The folder of the programs (default: that of this one).", completion: .directory)
    var programs: String?
    @Option(help: "The folder of template images.", completion: .directory)
    var images = "/var/cache/bulkhead/images"
    @Flag(help: "Print JSON.")
    var json = false

    /// Where the programs are.
    var programFolder: String {
        programs ?? CurrentProcess.executablePath.map { FileSystem.parent(of: $0) } ?? "."
    }

    /// The command that measures the same again.
    func command(_ words: [String]) -> String {
        let own = ["--images", images] + (programs.map { ["--programs", $0] } ?? [])
        return (["bulkhead-bench"] + words + own).joined(separator: " ")
    }

    /// Measures, tells how far it is, and prints what came of it.
    func print(_ measure: ((String) -> Void) async throws -> some BenchReport) async throws {
        do {
            let report = try await measure { CurrentProcess.writeError("bulkhead-bench: \($0)\n") }
            CurrentProcess.writeOutput(json ? try report.json : report.table)
        } catch {
            CurrentProcess.writeError("bulkhead-bench: \(error)\n")
            throw ExitCode.failure
        }
    }
}
