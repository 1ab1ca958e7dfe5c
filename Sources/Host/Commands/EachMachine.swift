import ArgumentParser
import LinuxIO
import ManagerClient

/// Doing one thing with several VMs side by side.
enum EachMachine {
    /// Does it, with a line on standard output for each success and on standard error for each failure.
    ///
    /// - Parameters:
    ///   - names: The VMs.
    ///   - action: What is being done, for messages: "start".
    ///   - body: Does it with one VM, and says in words what came of it: "started".
    /// - Throws: `ExitCode.failure` when it failed with any VM, after all have been tried.
    static func run(
        _ names: [String], action: String, _ body: @escaping @Sendable (String) async throws -> String
    ) async throws {
        var failures = 0
        await withTaskGroup(of: Outcome.self) { group in
            for name in names { group.addTask { await Outcome(name, body) } }
            for await outcome in group {
                if let failure = outcome.error {
                    failures += 1
                    outcome.report(failure, action)
                } else {
                    CurrentProcess.writeOutput("\(outcome.name): \(outcome.text)\n")
                }
            }
        }
        if failures > 0 { throw ExitCode.failure }
    }

    /// What came of one VM.
    ///
    /// A type of its own, as a tuple of a name and a `Result` comes out of the task group garbled when Swift 6.3
    /// optimizes.
    private struct Outcome: Sendable {
        let name: String
        var text = ""
        var error: (any Error)?

        init(_ name: String, _ body: @Sendable (String) async throws -> String) async {
            self.name = name
            do { text = try await body(name) } catch { self.error = error }
        }

        func report(_ error: any Error, _ action: String) {
            let what = "cannot \(action) \(name)"
            let failure =
                (error as? ManagerError).map { CommandFailure($0, while: what) } ?? CommandFailure("\(what): \(error)")
            failure.report()
        }
    }
}
