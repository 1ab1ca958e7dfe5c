import ArgumentParser
import LinuxIO
import ManagerClient

struct Down: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shut all VMs down, and end the manager.",
        discussion: "Where no manager runs this says so, and is no failure.")

    @OptionGroup var stop: StopArguments
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let manager: ManagerConnection
        do {
            manager = try await connection.connect()
        } catch .noManager {
            CurrentProcess.writeOutput("No manager is running.\n")
            return
        }
        let process = try? ProcessHandle(Int32(clamping: try await manager.status().processID))
        // Listening before the manager is told: its end is the last thing that there is to see.
        let states = try await manager.states()
        do {
            try await manager.stop(stop.options(wait: true))
        } catch .disconnected {
            // It ended before its answer was out; the loop below ends at once.
        }
        let patience = Task {
            try await Task.sleep(for: .seconds(30))
            throw CommandFailure(
                "all VMs are down, but the manager has not ended for 30 seconds",
                advice: "'bulkhead status' shows its process")
        }
        let ending = Task { for await _ in states {} }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await ending.value }
            group.addTask { _ = await patience.result }
            await group.next()
            ending.cancel()
            group.cancelAll()
            patience.cancel()
        }
        if case .failure(let failure as CommandFailure) = await patience.result { throw failure }
        // It lets go of the bus first and removes its files after that.
        while !Self.hasEnded(process) { try await Task.sleep(for: .milliseconds(5)) }
        CurrentProcess.writeOutput("All VMs are down, and the manager has ended.\n")
    }

    private static func hasEnded(_ process: borrowing ProcessHandle?) -> Bool {
        switch process {
        case .some(let process): process.hasEnded()
        case .none: true
        }
    }
}
