import Hypervisor
import LinuxIO
import QEMUBackend
import Testing

@Suite(.enabled(if: RealHost.isAble, "needs root, QEMU and bubblewrap"), .serialized)
struct LeakTests {
    @Test func `thirty starts and ends leave no descriptor and no child behind`() async throws {
        let host = try RealHost()
        // The first makes what stays: threads, their descriptors.
        try await startAndKill(host, try host.specification())
        var times: [UInt64] = []
        let before = count(host)
        for _ in 0..<30 { times.append(try await startAndKill(host, try host.specification())) }
        times.sort()
        print("create: median \(times[15] / 1_000_000) ms, \(times[0] / 1_000_000) to \(times[29] / 1_000_000) ms")
        // Other suites run beside this one: a few more are theirs, thirty would be ours.
        #expect(count(host).descriptors < before.descriptors + 25)
        #expect(count(host).children < before.children + 10)
        #expect(try host.remains() == [])
    }

    @Test func `seven machines start and end at once`() async throws {
        let host = try RealHost()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<7 {
                let directory = "\(host.directory)/\(index)"
                try FileSystem.makeDirectory(directory, mode: 0o700)
                let specification = try host.specification("machine\(index)", runDirectory: directory)
                group.addTask { try await startAndKill(host, specification) }
            }
            try await group.waitForAll()
        }
    }

    @discardableResult
    private func startAndKill(_ host: RealHost, _ specification: MachineSpecification) async throws -> UInt64 {
        let start = Clock.monotonicNanoseconds()
        let machine = try await host.backend.create(specification)
        let end = Clock.monotonicNanoseconds()
        try await machine.resume()
        await machine.kill()
        return end - start
    }

    private func count(_ host: RealHost) -> (descriptors: Int, children: Int) {
        let descriptors = (try? FileSystem.list("/proc/self/fd").count) ?? 0
        let tasks = (try? FileSystem.list("/proc/self/task")) ?? []
        let children = tasks.map { task in
            let text = (try? FileSystem.readText("/proc/self/task/\(task)/children")) ?? ""
            return text.split(separator: " ").count
        }
        return (descriptors, children.reduce(0, +))
    }
}
