import LinuxIO
import Machines
import ManagerClient
import TestSupport
import Testing

/// Beside the other suites, as it has a host of its own and takes its time.
@Suite(
    .serialized, .enabled(if: Requirements.missing == nil, "\(Requirements.missing ?? "")"), .timeLimit(.minutes(15)))
struct SoakTests {
    private struct Use: CustomStringConvertible {
        let processes: Int
        let descriptors: Int
        let files: Int
        let namespaces: Int
        let groups: Int
        let memoryKiB: Int

        var description: String {
            """
            \(processes) processes, \(descriptors) descriptors, \(files) files, \(namespaces) namespaces, \
            \(groups) groups, \(memoryKiB) KiB
            """
        }
    }

    private func use(_ host: Host) async throws -> Use {
        let manager = try await host.managerProcess()
        let processes = host.processes()
        return Use(
            processes: processes.count, descriptors: ProcessEntry.descriptorCount(of: manager) ?? 0,
            files: Host.files(below: host.run).count + Host.files(below: host.state).count,
            namespaces: Set(processes.flatMap(\.namespaces)).count,
            groups: host.groups.count { FileSystem.exists($0) && FileSystem.lastComponent(of: $0) != "bulkhead" },
            memoryKiB: ProcessHandle.memoryKiB(of: manager)?.proportional ?? 0)
    }

    @Test func `many starts and stops leave nothing and make nothing grow`() async throws {
        let rounds = CurrentProcess.environment("BULKHEAD_SOAK_ROUNDS").flatMap { Int($0) } ?? 10
        try await Host.with([Definition("round", encryption: "none")], clones: "spares = 0") { host in
            var first: Use?
            for number in 1...rounds {
                try await host.does("start", "round")
                if number % 10 == 1 { #expect(try await host.shell("round", "hostname") == "round") }
                // Each way down has its own things to clean up.
                try await host.does(number % 2 == 0 ? ["kill", "round"] : ["shutdown", "--wait", "round"])
                // The first rounds fill caches and pools.
                if number == 5 { first = try await settled(host) }
            }
            let last = try await settled(host)
            let begin = try #require(first)
            #expect(last.processes == begin.processes, "\(begin) → \(last)")
            #expect(last.descriptors <= begin.descriptors, "\(begin) → \(last)")
            #expect(last.files == begin.files, "\(begin) → \(last)")
            #expect(last.namespaces == begin.namespaces, "\(begin) → \(last)")
            #expect(last.groups == 0 && begin.groups == 0, "\(begin) → \(last)")
            #expect(last.memoryKiB < begin.memoryKiB + 8_192, "\(begin) → \(last)")
            let mounts = try FileSystem.readText("/proc/self/mountinfo", limit: 16 << 20)
            #expect(!mounts.contains(host.run) && !mounts.contains(host.directory))
        }
    }

    /// The use of resources once everything that is on its way out has gone.
    private func settled(_ host: Host) async throws -> Use {
        var last = try await use(host)
        var calm = 0
        while calm < 3 {
            try await Task.sleep(for: .milliseconds(100))
            let next = try await use(host)
            calm = next.processes == last.processes && next.descriptors == last.descriptors ? calm + 1 : 0
            last = next
        }
        return last
    }
}
