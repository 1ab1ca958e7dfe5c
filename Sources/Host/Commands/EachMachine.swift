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
        _ names: [String], action: String, _ body: @escaping @Sendable (String) async throws(ManagerError) -> String
    ) async throws {
        var failures = 0
        await withTaskGroup(of: (String, Result<String, ManagerError>).self) { group in
            for name in names {
                group.addTask {
                    do throws(ManagerError) {
                        return (name, .success(try await body(name)))
                    } catch {
                        return (name, .failure(error))
                    }
                }
            }
            for await (name, result) in group {
                switch result {
                case .success(let outcome): CurrentProcess.writeOutput("\(name): \(outcome)\n")
                case .failure(let error):
                    failures += 1
                    CommandFailure(error, while: "cannot \(action) \(name)").report()
                }
            }
        }
        if failures > 0 { throw ExitCode.failure }
    }
}
