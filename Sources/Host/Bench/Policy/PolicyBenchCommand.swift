import ArgumentParser
import LinuxIO

struct PolicyBenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy", abstract: "Loading policies, and deciding calls, beside reading rule after rule.",
        discussion: """
            Samples have the shares of words and actions that published Qubes policies have. Everything is in memory. \
            A bench is no test: it exits with 0 whatever it measures.
            """)

    @Option(help: "Numbers of rules, separated by commas.")
    var rules = "92,1000,10000,100000"
    @Option(help: "Numbers of VMs, separated by commas.")
    var machines = "20,100"
    @Option(help: "Number of services that the rules are about (default: up to 240, as in large policies).")
    var services: Int?
    @Option(help: "Seconds for each figure.")
    var seconds = 0.2
    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        guard Self.numbers(rules, in: 1...1_000_000) != nil else {
            throw ValidationError("--rules is a list of numbers from 1 to 1000000.")
        }
        guard Self.numbers(machines, in: 2...1_000) != nil else {
            throw ValidationError("--machines is a list of numbers from 2 to 1000.")
        }
        guard services.map((1...100_000).contains) ?? true else { throw ValidationError("--services is 1 to 100000.") }
        guard (0.001...60).contains(seconds) else { throw ValidationError("--seconds is 0.001 to 60.") }
    }

    func run() throws {
        let bench = PolicyBench(
            ruleCounts: Self.numbers(rules, in: 1...1_000_000) ?? [],
            machineCounts: Self.numbers(machines, in: 2...1_000) ?? [], serviceCount: services,
            secondsPerFigure: seconds,
            command: "bulkhead-bench policy --rules \(rules) --machines \(machines)"
                + (services.map { " --services \($0)" } ?? "") + " --seconds \(seconds)")
        do {
            let report = try bench.run { CurrentProcess.writeError("bulkhead-bench: \($0)\n") }
            CurrentProcess.writeOutput(json ? try report.json : report.table)
        } catch {
            CurrentProcess.writeError("bulkhead-bench: \(error)\n")
            throw ExitCode.failure
        }
    }

    /// The numbers of a list; nil when one is none or out of range.
    private static func numbers(_ text: String, in range: ClosedRange<Int>) -> [Int]? {
        let words = text.split(separator: ",", omittingEmptySubsequences: false)
        let numbers = words.compactMap { Int($0) }
        return numbers.count == words.count && numbers.allSatisfy(range.contains) ? numbers : nil
    }
}
