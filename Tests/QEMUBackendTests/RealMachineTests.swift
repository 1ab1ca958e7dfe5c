import Hypervisor
import LinuxIO
import QEMUBackend
import Testing

@Suite(.enabled(if: RealHost.isAble, "needs root, QEMU and bubblewrap"), .serialized)
struct RealMachineTests {
    @Test func `a machine is made, runs, pauses and is killed, and nothing is left of it`() async throws {
        let host = try RealHost()
        let machine = try await host.backend.create(try host.specification())
        #expect(try await machine.state() == .created)
        try await machine.resume()
        #expect(try await machine.state() == .running)
        try await machine.pause()
        #expect(try await machine.state() == .paused)
        #expect((machine.residentMiB() ?? 0) > 0)
        await machine.kill()
        var events: [InstanceEvent] = []
        for await event in machine.events { events.append(event) }
        #expect(events == [.state(.running), .state(.paused), .ended(lastWords: machine.processLog())])
        #expect(!FileSystem.exists("/proc/\(machine.record.processID)"))
        #expect(!FileSystem.exists("/proc/\(machine.record.monitorID)"))
        #expect(try host.remains() == [])
        await #expect(throws: HypervisorError.gone) { try await machine.state() }
    }
}
